/* «Показать пароль» beside every password field. Without this file the field is an ordinary one.
   A form that leaves has its passwords hidden again: a browser keeps what was typed into ordinary fields. */
(() => {
  "use strict";

  const made = [];

  function show(one, isShown) {
    one.field.type = isShown ? "text" : "password";
    one.words.textContent = isShown ? "Скрыть пароль" : "Показать пароль";
  }

  function offer(field) {
    const one = { field, button: document.createElement("button"), words: document.createElement("span") };
    one.button.type = "button";
    one.button.className = "linkish show-password";
    one.button.append(one.words);
    /* Two fields of one form: a screen reader says which one is meant. */
    const label = field.labels && field.labels[0];
    if (label) {
      const which = document.createElement("span");
      which.className = "visually-hidden";
      which.textContent = ` в поле «${label.firstChild.textContent.trim()}»`;
      one.button.append(which);
    }
    one.button.setAttribute("aria-controls", field.id);
    field.autocapitalize = "none";
    field.spellcheck = false;
    show(one, false);
    one.button.addEventListener("click", () => show(one, field.type === "password"));
    field.after(one.button);
    made.push(one);
  }

  document.querySelectorAll('input[type="password"]').forEach(offer);
  document.addEventListener("submit", () => made.forEach((one) => show(one, false)), true);
  /* Also for the page that «Назад» brings back as it was. */
  window.addEventListener("pagehide", () => made.forEach((one) => show(one, false)));
})();
