// The form works without this. With it, checks come as one goes, the daily total is there at once, and a draft in this
// tab survives a reload. The draft is in sessionStorage, which ends with the tab: the next person at a shared computer
// finds nothing.
(() => {
  "use strict";
  const drafts = {
    read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* no room: no draft */ } },
    forget(key) { try { sessionStorage.removeItem(key); } catch { /* there is none */ } },
  };
  const byId = (id) => document.getElementById(id);
  const form = document.querySelector("form[data-draft]");
  if (!form) {
    if (document.querySelector("[data-sent]")) drafts.forget(drafts.read("sending"));
    return;
  }
  const key = form.dataset.draft;
  const named = [...form.elements].filter((one) => one.name && !["submit", "file"].includes(one.type) && one.name !== "form");
  const field = (name) => named.find((one) => one.name === name);
  const icon = byId("icon");

  // ---- the draft
  const value = (one) => (one.type === "checkbox" ? one.checked : one.value);
  const keep = () => {
    drafts.write(key, Object.fromEntries(named.map((one) => [one.name, value(one)])));
    byId("draft").hidden = false;
  };
  const bringBack = (draft) => {
    for (const one of named) {
      if (!(one.name in draft)) continue;
      if (one.type === "checkbox") one.checked = draft[one.name];
      else one.value = draft[one.name];
    }
    byId("draft").hidden = byId("draft-back").hidden = false;
    showKept();
  };
  const showKept = () => {
    const kept = field("icon_kept").value;
    byId("kept").hidden = !kept;
    byId("kept").querySelector("img").src = `data:image/png;base64,${kept}`;
  };
  byId("forget").addEventListener("click", () => {
    drafts.forget(key);
    location.assign(location.pathname);
  });

  // ---- the daily total
  const total = () => {
    const [requests, hours] = ["requests_per_hour", "hours_per_day"].map((name) => field(name).value.trim());
    const known = /^\d{1,7}$/.test(requests) && /^\d{1,7}$/.test(hours);
    byId("total").firstElementChild.hidden = !known;
    byId("total-number").textContent = (requests * hours).toLocaleString("en");
    byId("total").classList.toggle("over", known && requests * hours > byId("total").dataset.limit);
  };

  // ---- the check: the form's own answer to "Check only", of which the notes beside the fields are taken
  const touched = new Set();
  let timer, running, iconIsNew = false;
  const show = (page, withIcon) => {
    for (const name of touched) {
      const mine = byId(`${name}-notes`), theirs = page.getElementById(`${name}-notes`);
      if (!mine || !theirs || (name === "icon" && !withIcon)) continue;
      const [here, there] = [byId(name), page.getElementById(name)];
      if (here && there) here.toggleAttribute("aria-invalid", false);
      if (here && there?.hasAttribute("aria-invalid")) here.setAttribute("aria-invalid", "true");
      mine.parentElement.className = theirs.parentElement.className;
      if (mine.innerHTML !== theirs.innerHTML) mine.replaceChildren(...theirs.childNodes);
    }
    const kept = page.querySelector("[name=icon_kept]");
    if (withIcon && kept) {
      field("icon_kept").value = kept.value;
      showKept();
      keep();
    }
  };
  const check = async () => {
    running?.abort();
    running = new AbortController();
    const withIcon = iconIsNew;
    const body = new FormData(form);
    body.set("do", "check");
    if (!withIcon) body.delete("icon");
    try {
      const answer = await fetch(location.href, { method: "POST", body, signal: running.signal });
      if (answer.status !== 200 && answer.status !== 422) return;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), withIcon);
      if (withIcon) iconIsNew = false;
    } catch { /* no network, or a newer check: what is wrong is said when the form is sent */ }
  };
  const checkIn = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, milliseconds);
  };
  const tooLarge = () => {
    const isTooLarge = icon.files[0]?.size > icon.dataset.most;
    if (isTooLarge) {
      const message = Object.assign(document.createElement("p"), { className: "message" });
      message.textContent = icon.dataset.tooLarge;
      byId("icon-notes").replaceChildren(message);
      icon.value = "";
    }
    return isTooLarge;
  };

  form.addEventListener("input", (event) => {
    keep();
    total();
    if (touched.has(event.target.name)) checkIn(800);
  });
  form.addEventListener("change", (event) => {
    const name = event.target.name;
    touched.add(name);
    if (name === "icon" || name === "no_icon") {
      if (tooLarge()) return;
      iconIsNew = true;
      touched.add("icon").add("theme_colours");
    }
    checkIn(150);
  });

  // ---- sending, once
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "yes";
    running?.abort();
    clearTimeout(timer);
    drafts.write("sending", key);
    byId("sending").textContent = "Sending …";
    setTimeout(ready, 10000);
  });
  const ready = () => {
    delete form.dataset.busy;
    byId("sending").textContent = "";
  };
  addEventListener("pageshow", ready);

  const draft = drafts.read(key);
  const isFresh = "fresh" in form.dataset;
  if (isFresh && draft) bringBack(draft);
  if (!isFresh) keep();
  if (!isFresh || draft) for (const one of named) if (!isFresh || value(one)) touched.add(one.name);
  if (isFresh && draft) checkIn(0);
  total();
})();
