/** Puts the focus on an element as soon as it is there, for what only now comes onto the screen; gives up after a second. */
export function focusSoon(id: string): void {
  const until = performance.now() + 1000;
  const look = () => {
    const element = document.getElementById(id);
    if (element) element.focus();
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  look();
}
