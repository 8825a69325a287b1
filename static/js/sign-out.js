/* Text that the server does not have must survive signing out. It must also not stay on this computer unnoticed. So it
   goes to the server first where it can; the rest is shown, and its author decides. */
(function () {
  "use strict";
  const user = document.currentScript.dataset.user;
  // Of autosave.js and kept.js; what others who use this browser have left is theirs.
  const PREFIXES = ["pobratim-draft:" + user + ":", "pobratim-kept:" + user + ":"];
  const SENT = "pobratim-kept-sent";
  const DISCARDED = "pobratim-discarded:";
  const DRAFTS = PREFIXES[0];
  const PATIENCE = 3000;
  function stored(action) {
    try { return action(window.localStorage); } catch (forbidden) { return null; }
  }
  const isMine = (key) => PREFIXES.some((prefix) => key.startsWith(prefix));
  const keys = () => stored((store) => Object.keys(store).filter(isMine)) || [];
  /* Words of a person; where there are none, everything that was filled in. */
  function textOf(key) {
    const entry = stored((store) => JSON.parse(store.getItem(key))) || {};
    const values = entry.pairs ? entry.pairs.map((pair) => String(pair[1])) : [String(entry.text || "")];
    const words = values.filter((value) => /\s|[а-яё]/i.test(value));
    return (words.length ? words : values.filter(Boolean)).join("\n\n");
  }
  function erase() {
    keys().forEach((key) => stored((store) => store.removeItem(key)));
  }
  /* What this tab has sent, and what was discarded in it, is not for the next person. */
  function eraseTab() {
    try {
      const store = window.sessionStorage;
      Object.keys(store).filter((key) => key === SENT || key.startsWith(DISCARDED)).forEach((key) => store.removeItem(key));
    } catch (forbidden) { /* then nothing lies there */ }
  }

  /* autosave.js sends at once what it still has; a text that the server has got is no longer here. */
  async function bringHome() {
    const until = Date.now() + PATIENCE;
    window.dispatchEvent(new Event("online"));
    while (navigator.onLine && Date.now() < until && keys().some((key) => key.startsWith(DRAFTS))) {
      await new Promise((goOn) => setTimeout(goOn, 50));
    }
  }

  function element(name, words, attributes) {
    const made = Object.assign(document.createElement(name), attributes);
    if (words) made.textContent = words;
    return made;
  }
  /* Resolves to "erase", "leave" or "", which stays signed in. */
  function ask(texts) {
    const dialog = element("dialog", "", { className: "keys" });
    dialog.setAttribute("aria-labelledby", "unsent-head");
    dialog.append(
      element("h2", "Сервер ещё не получил ваш текст", { id: "unsent-head" }),
      element("p", "Он лежит только на этом компьютере: прочитать его сможет любой, кто сядет за этот компьютер после вас. " +
        "Вернитесь и отправьте текст или скопируйте его отсюда.")
    );
    texts.forEach((text, index) => {
      const area = element("textarea", "", { className: "form-control mb-2", value: text, readOnly: true, rows: 4 });
      area.setAttribute("aria-label", "Неотправленный текст " + (index + 1));
      dialog.append(area);
    });
    const buttons = element("div", "", { className: "btn-row" });
    const choices = [["", "Не выходить", "btn btn-primary"], ["erase", "Стереть и выйти", "btn btn-secondary"],
      ["leave", "Оставить здесь и выйти", "linkish"]];
    choices.forEach((choice) => {
      const button = element("button", choice[1], { type: "button", className: choice[2] });
      button.addEventListener("click", () => dialog.close(choice[0]));
      buttons.append(button);
    });
    dialog.append(buttons, element("p", "Оставляйте текст только на своём компьютере: когда вы войдёте снова, он будет на " +
      "своём месте.", { className: "small muted" }));
    document.body.append(dialog);
    dialog.showModal();
    buttons.firstChild.focus();
    return new Promise((answer) => dialog.addEventListener("close", () => { dialog.remove(); answer(dialog.returnValue); }));
  }

  let isAsking = false;
  let isAnswered = false;
  let isDecided = false;
  // Whoever has just decided is not asked by the browser once more.
  window.addEventListener("beforeunload", (event) => { if (isDecided) event.stopImmediatePropagation(); }, true);
  document.addEventListener("submit", async (submission) => {
    const marked = "[data-sign-out]";
    const button = submission.submitter;
    const form = submission.target;
    if (isAnswered || !(form.matches(marked) || (button && button.matches(marked)))) return;
    submission.preventDefault();
    if (isAsking) return;
    isAsking = true;
    await bringHome();
    const texts = keys().map(textOf).filter(Boolean);
    const answer = texts.length ? await ask(texts) : "erase";
    isAsking = false;
    if (!answer) return;
    isDecided = texts.length > 0;
    if (answer === "erase") erase();
    eraseTab();
    isAnswered = true;
    form.requestSubmit(button);
    isAnswered = false;
  });
})();
