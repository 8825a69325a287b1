/* The covering letter as it reads, drawn anew while its text is written; and the page that waits for a package goes on
   by itself. Without this file buttons do both. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-live]");
  const letter = document.getElementById("letter");
  if (form && letter) {
    let timer, asked = 0;
    const show = async () => {
      const number = ++asked;
      let answer;
      try {
        answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form) });
      } catch {
        return; // without a link the letter stays as it was
      }
      const html = answer.ok ? await answer.text() : null;
      if (html !== null && number === asked) letter.innerHTML = html; // a later question has a later answer
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 400);
    });
    const text = form.elements.text;
    /* A text that the browser has kept is put back when the page is there. */
    window.addEventListener("pageshow", () => { if (text.value !== text.defaultValue) show(); });
    /* A placeholder is put where the caret is. */
    document.querySelectorAll("[data-placeholder]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        text.setRangeText(button.dataset.placeholder, text.selectionStart, text.selectionEnd, "end");
        text.focus();
        show();
      });
    });
  }
  const waiting = document.querySelector("form[data-comes-back]");
  if (waiting) setTimeout(() => waiting.requestSubmit(), Number(waiting.dataset.comesBack) * 1000);
})();
