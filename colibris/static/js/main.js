// What the page does faster with a script; without it, everything still works.

// Menu and filters are <details>, shown whole on a wide screen. Browsers that cannot do it in CSS get it here.
if (!CSS.supports("selector(::details-content)")) {
  const wide = matchMedia("(min-width: 60rem)");
  const follow = () => {
    for (const details of document.querySelectorAll("details[data-open-when-wide]")) details.open = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();
}

// Escape closes the open menu and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".site-menu[open]");
  if (event.key === "Escape" && menu?.contains(document.activeElement)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
