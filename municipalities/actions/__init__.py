from municipalities.actions.partner_lists import ImportedList, ReadEntry, import_partner_list

__all__ = ["ImportedList", "ReadEntry", "import_partner_list"]
