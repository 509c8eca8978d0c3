// The account's menu is a <details>, which the browser opens and closes by its summary alone. People expect Esc and a click
// beside it to close it, too.
const menus = () => document.querySelectorAll<HTMLDetailsElement>("details.account[open]");

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

addEventListener("click", (event) => {
  for (const menu of menus()) if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
});
