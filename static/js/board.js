// The board: copies the addresses of those that have not handed in, and counts what is ticked to be approved.
// Without this file the addresses can be selected by hand, and the button says «отмеченные».
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.dataset.copy + "-said");
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    status.textContent = (await copied(field)) ? button.dataset.said : "Адреса выделены: нажмите Ctrl+C, чтобы скопировать.";
  });
}

// The clipboard is there only over https and on localhost, so the old way stays as a second one.
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

const NOUNS = { reports: ["отчёт", "отчёта", "отчётов"], rows: ["строку", "строки", "строк"] };

function counted(number, nouns) {
  const form = { one: 0, few: 1 }[new Intl.PluralRules("ru").select(number)];
  return `${number}\u00a0${nouns[form === undefined ? 2 : form]}`;
}

for (const form of document.querySelectorAll("[data-ticked]")) {
  const button = form.querySelector("[data-ticked-sum]");
  const count = () => {
    const ticked = Array.from(form.querySelectorAll("[data-rows]:checked"));
    const rows = ticked.reduce((sum, tick) => sum + Number(tick.dataset.rows), 0);
    button.textContent = ticked.length
      ? `Принять ${counted(ticked.length, NOUNS.reports)}${rows ? `, ${counted(rows, NOUNS.rows)}` : ""}`
      : "Принять отмеченные";
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}
