"""連携状況調査: the yearly return of the special wards (docs/adr/0019-yearly-return.md)."""
