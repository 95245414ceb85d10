// What makes the console faster: keyboard shortcuts, and selecting all of a list. Every page works without it: a key clicks,
// opens or focuses what is on the page.
// They do nothing while somebody types, chooses from a list, or holds a modifier key, and can be turned off.
(() => {
  "use strict";
  const sheet = document.getElementById("shortcuts");
  if (!sheet) return;
  const stored = {
    get isOff() { try { return localStorage.getItem("shortcuts") === "off"; } catch { return false; } },
    set isOff(off) { try { localStorage.setItem("shortcuts", off ? "off" : "on"); } catch { /* not stored: on again next time */ } },
  };

  // ---- the help sheet: what stands at the end of the page becomes a dialog
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  dialog.append(...sheet.querySelector("[data-sheet]").childNodes);
  const opener = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Keyboard shortcuts" });
  opener.addEventListener("click", () => dialog.showModal());
  sheet.replaceWith(opener);
  document.body.append(dialog);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  const toggle = dialog.querySelector("input[type=checkbox]");
  toggle.checked = !stored.isOff;
  toggle.addEventListener("change", () => { stored.isOff = !toggle.checked; });
  for (const one of dialog.querySelectorAll("[hidden]")) one.hidden = false;

  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone

  // ---- selecting all of a list
  const all = document.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      for (const box of document.querySelectorAll(".pick input")) box.checked = true;
    });
  }

  // ---- moving in a list
  const lines = [...document.querySelectorAll("ol.lines > li")].filter((line) => line.querySelector(".main a"));
  const current = () => lines.findIndex((line) => line.contains(document.activeElement));
  const move = (step) => {
    const at = current();
    const next = lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step];
    next?.querySelector(".main a").focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  // ---- the keys
  const press = (element) => {
    if (!element) return false;
    const box = element.closest("details");
    if (box) box.open = true;
    if (element.matches("summary, input, textarea, select")) element.focus();
    else element.click();
    return true;
  };
  const hasUnsent = () => [...document.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
  const places = (key) => document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  const keys = {
    "?": () => dialog.showModal(),
    "j": () => move(1),
    "k": () => move(-1),
    "o": () => { const at = current(); if (at >= 0) lines[at].querySelector(".main a").click(); },
    "x": () => { const at = current(); if (at >= 0) lines[at].querySelector("input[type=checkbox]")?.click(); },
    "/": () => press(document.querySelector("input[type=search]")) || press(places("s")),
    "a": () => press(document.querySelectorAll("#decide details.answer > summary")[0]),
    "r": () => press(document.querySelectorAll("#decide details.answer > summary")[1]),
    "i": () => press(document.querySelectorAll("#decide details.answer > summary")[2]),
    "n": () => hasUnsent() || press(document.querySelector("form[action$='console/next'] button")),
  };
  const isTyping = (element) => element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]");

  let goes = 0; // until when the key after g names a place
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || stored.isOff || dialog.open) return;
    if (isTyping(event.target)) return;
    const isPlace = event.timeStamp < goes;
    goes = 0;
    if (isPlace) {
      const place = places(event.key);
      if (place) { event.preventDefault(); place.click(); }
    } else if (event.key === "g") {
      goes = event.timeStamp + 1500;
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
})();
