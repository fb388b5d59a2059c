// An answer to a survey is saved while it is typed, so that a lost connection costs no more than the last sentence: what
// could not be sent stays in the page and goes as soon as the server can be reached again. Without this script the
// form's own buttons do it.
const PAUSE = 1500;
const RETRY = 5000;

for (const form of document.querySelectorAll("form[data-answer]")) {
  showWhatIsAsked(form);
  form.addEventListener("change", () => showWhatIsAsked(form));
  if (form.dataset.answer) keepSaving(form);
}

// Questions that only some are asked show when they are.
function showWhatIsAsked(form) {
  for (const block of form.querySelectorAll("[data-shown-if]")) {
    const ground = form.querySelector(`#${block.dataset.shownIf}`);
    const chosen = [...form.querySelectorAll(`[name="${block.dataset.shownIf}"]:checked`)].map((one) => one.value);
    const wanted = block.dataset.shownFor.split(" ");
    block.hidden = Boolean(ground?.hidden) || !chosen.some((value) => wanted.includes(value));
  }
}

function keepSaving(form) {
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let isDirty = false;
  let isSending = false;
  let isLeaving = false;

  const later = (pause) => {
    if (!timer && !isLeaving) timer = setTimeout(save, pause);
  };

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  async function save() {
    timer = 0;
    if (!isDirty || isSending || isLeaving) return;
    isSending = true;
    isDirty = false;
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    try {
      const answer = await fetch(form.dataset.answer, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" });
      if (answer.status === 409) {
        say((await answer.json()).refused);
        isLeaving = true;
      } else if (answer.ok) {
        saved(await answer.json());
      } else if (answer.type === "opaqueredirect" || answer.status === 403) {
        say("ログインの期限が切れたため、保存できません。入力した内容はこのページに残っています。別の画面でログインし直すと、自動で保存します。");
        missed();
      } else {
        throw new Error(answer.status);
      }
    } catch {
      say("接続できないため、保存を待っています。入力した内容はこのページに残っています。ページを閉じないでください。");
      missed();
    }
    isSending = false;
    if (isDirty) later(PAUSE);
  }

  function saved(answer) {
    form.elements.marks.value = answer.marks;
    const others = answer.overtaken.length ? `ほかの人が先に書き換えた設問があります：${answer.overtaken.join("、")}。「途中で保存する」を押して、見比べてください。` : "";
    say(`${answer.at}に保存しました。${others}`);
  }

  function missed() {
    isDirty = true;
    later(RETRY);
  }

  form.addEventListener("input", () => {
    isDirty = true;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty && !isLeaving) event.preventDefault();
  });
}
