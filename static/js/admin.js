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

// How far an import is: only its words change, until it waits for a person or is done.
const progress = document.querySelector("[data-progress]");
async function follow() {
  try {
    const page = await (await fetch(location.href)).text();
    const now = new DOMParser().parseFromString(page, "text/html").querySelector("[data-progress]");
    if (!now) return location.reload();
    if (progress.textContent !== now.textContent) progress.textContent = now.textContent;
  } catch {
    // Away for a moment; the button beside it asks at once.
  }
  setTimeout(follow, 5000);
}
if (progress) setTimeout(follow, 5000);
