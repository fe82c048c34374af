// Security keys: a challenge from the office, an answer from the key, sent with the form. Where there is no script or no key, the one-time
// code does the same; nothing on these pages depends on this file alone but making a key.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (said) => Uint8Array.from(atob(said.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const said = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const WORDS = {
    asking: "请插好钥匙，碰一下它或按系统的提示做。 Touch the key, or follow the prompt.",
    refused: "钥匙没有回答：取消了，或者等太久了。再按一次即可。 The key did not answer; press again.",
    known: "这把钥匙已经登记过了，请换一把。 This key is enrolled already; take another.",
    lost: "没有连上办公室的系统，请稍等再按一次。 No connection; wait a moment and press again.",
  };

  async function options(form, address, purpose) {
    const body = new URLSearchParams({ purpose, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const answer = await fetch(address, { method: "POST", body, headers: { "X-Yitang-Fragment": "1" }, cache: "no-store" });
    if (!answer.ok) throw new Refused(await answer.text());
    const found = await answer.json();
    found.challenge = bytes(found.challenge);
    if (found.user) found.user.id = bytes(found.user.id);
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (found[list]) found[list] = found[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return found;
  }
  class Refused extends Error {}

  const shown = (made, response) => JSON.stringify({ id: made.id, rawId: said(made.rawId), type: made.type, response, clientExtensionResults: {} });
  async function ask(form, address, purpose) {
    const got = await navigator.credentials.get({ publicKey: await options(form, address, purpose) });
    const { clientDataJSON, authenticatorData, signature, userHandle } = got.response;
    return shown(got, {
      clientDataJSON: said(clientDataJSON), authenticatorData: said(authenticatorData), signature: said(signature), userHandle: userHandle && said(userHandle),
    });
  }
  async function make(form, address) {
    const made = await navigator.credentials.create({ publicKey: await options(form, address, "enrol") });
    return shown(made, { clientDataJSON: said(made.response.clientDataJSON), attestationObject: said(made.response.attestationObject) });
  }

  function say(form, words) {
    const place = form.querySelector("[data-key-say]");
    place.textContent = words;
    place.hidden = !words;
  }
  async function tried(form, work) {
    if (form.dataset.asking) return false;
    form.dataset.asking = "1";
    say(form, WORDS.asking);
    try {
      await work();
      return true;
    } catch (fault) {
      if (fault instanceof Refused) say(form, new DOMParser().parseFromString(fault.message, "text/html").querySelector("h1, h2")?.textContent || WORDS.lost);
      else say(form, fault.name === "InvalidStateError" ? WORDS.known : fault instanceof DOMException ? WORDS.refused : WORDS.lost);
      return false;
    } finally {
      delete form.dataset.asking;
    }
  }

  for (const form of document.querySelectorAll("form[data-keys]")) {
    const { made, code = form.elements.fresh_code, answer = form.elements.fresh_answer } = form.elements;
    for (const button of form.querySelectorAll("[data-key-ask]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        code.required = false;
        if (form.reportValidity() && await tried(form, async () => { answer.value = await ask(form, form.dataset.keys, button.dataset.keyAsk); })) form.requestSubmit();
        else code.required = true;
      });
    }
    code.addEventListener("input", () => { answer.value = ""; code.required = true; });
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      if (made && !made.value) {
        event.preventDefault();
        if (await tried(form, async () => { made.value = await make(form, form.dataset.keys); })) form.requestSubmit();
        return;
      }
      form.dataset.sent = "1";
    });
    addEventListener("pageshow", () => { delete form.dataset.sent; answer.value = ""; if (made) made.value = ""; });
    form.querySelector("[data-key-need]")?.removeAttribute("disabled");
  }
})();
