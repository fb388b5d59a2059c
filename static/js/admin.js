// Names for the fields that Select2 puts in the place of a choice: it gives them none.
function nameFields() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const field = select.parentElement?.querySelector(".select2-selection");
    const name = select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent.trim().replace(/:$/, "");
    if (!field || !name) continue;
    for (const part of [field, ...field.querySelectorAll("[role=textbox], .select2-search__field")]) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", `${name} ${select.multiple ? "" : (select.selectedOptions[0]?.text ?? "")}`.trim());
    }
  }
}

// After Select2 has done its work, which waits for the same moment and was there first.
const { jQuery } = window.django ?? {};
if (jQuery) {
  jQuery(nameFields);
  jQuery(document).on("change", nameFields);
  document.addEventListener("formset:added", () => setTimeout(nameFields));
}
