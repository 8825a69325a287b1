// Names the weekday of a day as it is chosen, and offers the next working day where it is off. Without this file the
// page names the days that it was opened with.
"use strict";

const special = JSON.parse(document.getElementById("special-days").dataset.days);
const DAY = 24 * 60 * 60 * 1000;
const iso = (day) => day.toISOString().slice(0, 10);
const written = (day, options) => day.toLocaleDateString("ru-RU", { timeZone: "UTC", ...options });

function isOff(day) {
  const known = special[iso(day)];
  return known ? known[0] : day.getUTCDay() % 6 === 0;
}

function nameOf(day) {
  const weekday = written(day, { weekday: "long" });
  const note = (special[iso(day)] || [])[1];
  if (!isOff(day)) {
    return weekday;
  }
  return note ? `${weekday}, выходной: ${note}` : `${weekday}, выходной`;
}

function say(input, place) {
  const day = new Date(`${input.value}T00:00:00Z`);
  if (!input.value || Number.isNaN(day.getTime())) {
    place.textContent = "";
    return;
  }
  place.textContent = `${written(day, { day: "numeric", month: "long" })} – ${nameOf(day)}.`;
  place.classList.toggle("is-off", isOff(day));
  if (!isOff(day)) {
    return;
  }
  let working = day;
  while (isOff(working)) {
    working = new Date(working.getTime() + DAY);
  }
  const take = document.createElement("button");
  take.type = "button";
  take.className = "linkish";
  take.textContent = `Поставить ${written(working, { day: "numeric", month: "long" })}, ${nameOf(working)}`;
  take.addEventListener("click", () => {
    input.value = iso(working);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  place.append(" ", take);
}

for (const input of document.querySelectorAll("input[data-names-day]")) {
  let place = document.getElementById(`${input.id}-said`);
  if (!place) {
    place = document.createElement("p");
    place.id = `${input.id}-said`;
    place.className = "day-said";
    place.setAttribute("role", "status");
    input.after(place);
  }
  input.addEventListener("change", () => say(input, place));
  say(input, place);
}
