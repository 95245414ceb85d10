// Times in the reader's own time zone. Without script they are in UTC.
(() => {
  "use strict";
  const words = (at, options) => new Intl.DateTimeFormat("en-GB", options).format(at);
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const day = words(at, { day: "numeric", month: "long", year: "numeric" });
    const hour = words(at, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    time.title = time.textContent;
    time.textContent = `${day}, ${hour}`;
  }
})();
