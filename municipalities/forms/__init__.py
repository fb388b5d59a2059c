from municipalities.forms.directory import KANA_ROWS, CameFromForm, DirectoryForm, WardSortForm

__all__ = ["KANA_ROWS", "CameFromForm", "DirectoryForm", "WardSortForm"]
