// What somebody types into a long form is saved while typing, so that a page left by mistake loses nothing. Without this
// script the form works all the same; the server gives back what was saved (accounts/kept_posts.py).
const PAUSE = 3000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  let waiting = 0;
  let sent = false;

  const save = () => {
    waiting = 0;
    if (sent) return;
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    data.set("path", new URL(form.action || location.href, location.href).pathname);
    fetch(form.dataset.autosave, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" });
  };

  form.addEventListener("input", () => {
    if (!waiting) waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
}
