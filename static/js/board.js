// The board: copies the addresses of those that have not handed in. Without this file they can be selected by hand.
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
