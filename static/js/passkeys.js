// Passkeys: asks the browser for one, writes its answer into the form, and sends that.
// Without this file, or where the browser has none, the page's other ways remain.

const TOLD = {
  NotAllowedError: "パスキーを確認できませんでした。時間が切れたか、取り消されました。もう一度お試しください。",
  InvalidStateError: "この端末かセキュリティーキーは、すでに登録されています。",
  SecurityError: "このアドレスでは、パスキーを使えません。",
};

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The server's options with bytes where the browser takes bytes. */
function unpacked(options) {
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const ready = { ...options, challenge: bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) ready.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) ready.allowCredentials = named(options.allowCredentials);
  return ready;
}

/** What the browser answered, as JSON. */
function packed(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function add(form, data) {
  const options = unpacked(data.creation_options.publicKey);
  const alone = form.elements.passwordless?.checked ?? false;
  const selection = { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  options.authenticatorSelection = { ...options.authenticatorSelection, ...selection };
  return navigator.credentials.create({ publicKey: options });
}

async function use(data) {
  return navigator.credentials.get({ publicKey: unpacked(data.request_options.publicKey) });
}

async function signInData(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function onPage() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function answerTo(form) {
  if (form.dataset.passkey === "add") return add(form, onPage());
  return use(form.dataset.passkey === "use" ? onPage() : await signInData(form));
}

function prepare(form) {
  const error = form.querySelector("[data-passkey-error]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    button.disabled = true;
    try {
      form.elements.credential.value = packed(await answerTo(form));
      form.submit();
    } catch (problem) {
      error.textContent = TOLD[problem.name] || "パスキーを使えませんでした。ほかの方法をお使いください。";
      button.disabled = false;
    }
  });
  form.hidden = false;
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
}
