// Buttons that copy the text of a field. Without this file they stay hidden, and the text can be selected by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.dataset.copy + "-said");
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    status.textContent = (await copied(field)) ? button.dataset.said : "Текст выделен: нажмите Ctrl+C, чтобы скопировать.";
  });
}

// The clipboard is there only over https and on localhost, so the old way stays as a second one. It needs a field that
// is seen.
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
