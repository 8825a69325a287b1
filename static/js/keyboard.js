/* Keys of those who review; whoever types reports has none. KEYS says which key does what. An element with data-key="approve" is what that key presses on its page; behind
   «?» stand the keys that the page has. data-key-near: a selector; what matches it in the row or remark in focus is
   pressed instead. data-key-asks: the button is only brought into focus, with these words. data-key-step: another row.
   data-key-into: the field to write in on the page that the link leads to; whoever comes by a key can write at once. */
(() => {
  "use strict";

  /* By their place on the keyboard (event.code), so the Russian and the Latin layout both work. */
  const KEYS = {
    "home": ["KeyU", "На главную"],
    "find": ["Slash", "Искать в архиве"],
    "search": ["KeyB", "Искать на доске"],
    "next-report": ["KeyL", "Следующий отчёт"],
    "previous-report": ["KeyY", "Предыдущий отчёт"],
    "next-row": ["KeyJ", "Следующая строка"],
    "previous-row": ["KeyK", "Предыдущая строка"],
    "remark": ["KeyP", "Новое замечание: к строке в фокусе, а без неё – к отчёту"],
    "accept-remark": ["KeyC", "Снять замечание, которое в фокусе или у строки в фокусе"],
    "return": ["KeyD", "Вернуть на доработку"],
    "approve": ["KeyG", "Принять отчёт: потом Enter"],
  };

  const LATIN = "QWERTYUIOPASDFGHJKLZXCVBNM";
  const RUSSIAN = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ";
  const FIELD = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
  const PLACE = "[data-key-place]";
  const ROW = '[data-key-place="row"]';
  const BY_KEY = "keys-pressed";
  const dialog = document.getElementById("keys");
  const said = document.querySelector("[data-keys-said]");
  const isOn = dialog.querySelector("[data-keys-on]");
  const isShown = (element) => element.getClientRects().length > 0 && !element.disabled;

  const linked = () => document.getElementById(location.hash.slice(1));

  /* Where the person is: what has the focus, else where the mouse was pressed or words were selected. Whoever is being
     told what was done is where the address leads. */
  function inFocus() {
    const active = document.activeElement || document.body;
    if (active.closest(".said")) {
      return linked() || active;
    }
    const node = active === document.body && getSelection().anchorNode;
    return node ? node.parentElement || document.body : active;
  }

  function say(words) {
    said.textContent = words;
  }

  /* What the page has: key → its first element that can be used. */
  function ofThePage() {
    const keys = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const isUsable = isShown(element) || (element.dataset.keyNear && document.querySelector(element.dataset.keyNear));
      const [code] = KEYS[element.dataset.key] || [];
      if (code && isUsable && !keys.has(code)) {
        keys.set(code, element);
      }
    }
    return keys;
  }

  /* The remark in focus first, then its row, then the whole page. */
  function near(selector) {
    for (let place = inFocus().closest(PLACE); place; place = place.parentElement.closest(PLACE)) {
      const found = Array.from(place.querySelectorAll(selector)).find(isShown);
      if (found) {
        return found;
      }
    }
    return null;
  }

  function press(element) {
    const found = element.dataset.keyNear && near(element.dataset.keyNear);
    if (found) {
      follow(found, element);
    } else if (!isShown(element)) {
      say(inFocus().closest(PLACE) ? "Здесь этого нет." : "Сначала выберите строку: клавиши О и Л.");
    } else if (element.dataset.keyStep) {
      step(Number(element.dataset.keyStep));
    } else if (element.dataset.keyAsks || element.matches("input")) {
      element.focus();
      say(element.dataset.keyAsks || "");
    } else {
      follow(element, element);
    }
  }

  function follow(link, element) {
    if (element.dataset.keyInto) {
      link.hash = element.dataset.keyInto;
    }
    try {
      sessionStorage.setItem(BY_KEY, "yes");
    } catch { /* storage is forbidden: then the next page tells first what was done */ }
    link.click();
  }

  function step(by) {
    const rows = Array.from(document.querySelectorAll(ROW)).filter(isShown);
    const here = rows.indexOf(inFocus().closest(ROW));
    const on = here < 0 ? rows.find((row) => row.getBoundingClientRect().bottom > 0) || rows[0] : rows[here + by];
    if (on) {
      focusOn(on);
    } else {
      say(by > 0 ? "Это последняя строка." : "Это первая строка.");
    }
  }

  function focusOn(place, options) {
    place.tabIndex = -1;
    place.focus(options);
  }

  function show() {
    const list = dialog.querySelector("[data-keys-list]");
    list.replaceChildren();
    for (const [code, element] of ofThePage()) {
      const letter = code.slice(3);
      const signs = code === "Slash" ? ["/", "."] : [RUSSIAN[LATIN.indexOf(letter)], letter];
      add(list, ...signs, KEYS[element.dataset.key][1]);
    }
    add(list, "?", "", "Показать этот список");
    dialog.showModal();
  }

  function add(list, key, latin, does) {
    const row = list.insertRow();
    const head = document.createElement("th");
    const sign = document.createElement("kbd");
    head.scope = "row";
    sign.textContent = key;
    head.append(sign, latin && ` ${latin}`);
    row.append(head);
    row.insertCell().textContent = does;
  }

  document.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph"));
    const target = event.target instanceof Element ? event.target : document.body;
    if (!isPlain || !isOn.checked || dialog.open || event.isComposing || event.defaultPrevented || target.closest(FIELD)) {
      return;
    }
    const isQuestion = event.key === "?" || (event.code === "Slash" && event.shiftKey);
    const element = !event.shiftKey && ofThePage().get(event.code);
    if (!isQuestion && !element) {
      return;
    }
    event.preventDefault();
    say("");
    if (isQuestion) {
      show();
    } else if (!event.repeat || element.dataset.keyStep) {
      press(element);
    }
  });

  /* Whoever speaks to the computer, or leans on the keyboard, can switch the keys off (WCAG 2.1.4). */
  try {
    isOn.checked = localStorage.getItem("keys") !== "off";
  } catch { /* storage is forbidden: on, as long as this page is open */ }
  isOn.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", isOn.checked ? "on" : "off");
    } catch { /* as above */ }
  });

  for (const hidden of document.querySelectorAll("[data-keys-open], [data-keys-shown]")) {
    hidden.hidden = false;
  }
  for (const button of document.querySelectorAll("[data-key-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.keyStep)));
  }
  document.querySelector("[data-keys-open]").addEventListener("click", show);
  dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
  /* Whoever came by a key goes on from the row; others begin with what the page has to tell them. */
  let isByKey = false;
  try {
    isByKey = Boolean(sessionStorage.getItem(BY_KEY));
    sessionStorage.removeItem(BY_KEY);
  } catch { /* as above */ }
  const start = linked();
  if (start && start.matches(PLACE) && (isByKey || !document.querySelector(".said"))) {
    focusOn(start, { preventScroll: true });
  }
})();
