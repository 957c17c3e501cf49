// <ecosystem-graph>: the drawing it holds can be zoomed, walked along its relations with the arrow keys, and, with
// data-place, rearranged. The server draws; without this script the drawing and its twin in words say everything.
const SMALLEST = 240;
const STEP = 10;
const PAUSE = 700;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

class EcosystemGraph extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    this.frame = this.querySelector(".graph-frame");
    this.pointers = new Map();
    this.build();
    this.adopt(this.frame.querySelector("svg"));
    this.wholeForPrint = () => this.svg.setAttribute("viewBox", this.whole.join(" "));
    this.backFromPrint = () => this.show(this.view);
    window.addEventListener("beforeprint", this.wholeForPrint);
    window.addEventListener("afterprint", this.backFromPrint);
    this.frame.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.frame.addEventListener(kind, (event) => this[kind](event));
    }
    this.frame.addEventListener("pointerover", (event) => this.hover(event.target.closest(".graph-node")));
    this.frame.addEventListener("pointerleave", () => this.hover(null));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("focusin", (event) => this.choose(event.target.closest(".graph-node")));
    this.frame.addEventListener("focusout", () => this.light(null));
  }

  disconnectedCallback() {
    window.removeEventListener("beforeprint", this.wholeForPrint);
    window.removeEventListener("afterprint", this.backFromPrint);
  }

  build() {
    const button = (words, act, more = {}) => {
      const made = element("button", { type: "button", className: "button-secondary", textContent: words, ...more });
      made.addEventListener("click", act);
      return made;
    };
    this.bar = element("div", { className: "graph-bar no-print" });
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", "Outils du graphe");
    this.bar.append(
      button("Agrandir", () => this.zoom(0.7)),
      button("Réduire", () => this.zoom(1 / 0.7)),
      button("Tout voir", () => this.show(this.whole)),
    );
    if (this.dataset.place) {
      this.mover = button("Déplacer les acteurs", () => this.moving(!this.canMove));
      this.mover.setAttribute("aria-pressed", "false");
      this.resetter = button("Remettre à sa place", () => this.save({ back: "1" }), { disabled: true });
      this.bar.append(this.mover, this.resetter);
    }
    this.hint = element("p", {
      className: "help no-print",
      textContent:
        "Au clavier : les flèches suivent les relations d’un acteur à l’autre, Page suivante passe à l’acteur suivant, Entrée montre ses relations. À la souris : Ctrl et molette pour agrandir, glisser pour se déplacer." +
        (this.dataset.place ? " Après « Déplacer les acteurs », les flèches déplacent l’acteur choisi, Maj plus vite ; Échap termine." : ""),
    });
    this.said = element("div", { className: "graph-said no-print" });
    this.live = element("p", { className: "visually-hidden" });
    this.live.setAttribute("role", "status");
    this.prepend(this.bar, this.hint);
    this.frame.after(this.said, this.live);
    this.frame.removeAttribute("tabindex");
    this.frame.removeAttribute("role");
    this.frame.removeAttribute("aria-label");
  }

  // Reads the drawing: who stands where, who is linked with whom.
  adopt(svg) {
    this.svg = svg;
    this.whole = svg.getAttribute("viewBox").split(" ").map(Number);
    this.nodes = new Map();
    for (const group of svg.querySelectorAll(".graph-node")) {
      const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
      const title = group.querySelector("title");
      const words = title.textContent;
      this.nodes.set(group.dataset.node, { group, x, y, words, name: words.split(", ")[0], links: [] });
      group.setAttribute("tabindex", "-1");
      group.setAttribute("role", "button");
    }
    this.edges = [...svg.querySelectorAll(".graph-edge")];
    for (const edge of this.edges) {
      const { from, to } = edge.dataset;
      const words = edge.querySelector("title").textContent;
      this.nodes.get(from)?.links.push({ other: to, words, arrow: "→" });
      this.nodes.get(to)?.links.push({ other: from, words, arrow: "←" });
    }
    for (const node of this.nodes.values()) {
      const count = node.links.length;
      const links = count === 0 ? "aucune relation" : count === 1 ? "1 relation" : `${count} relations`;
      node.group.setAttribute("aria-label", `${node.words}, ${links}`);
    }
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-label", svg.querySelector("title").textContent);
    if (!this.nodes.has(this.current)) this.current = this.nodes.keys().next().value;
    this.nodes.get(this.current)?.group.setAttribute("tabindex", "0");
    this.show(this.view && this.isZoomed ? this.view : this.whole);
  }

  // What is seen -------------------------------------------------------------------------------------------

  get isZoomed() {
    return this.view[2] < this.whole[2] - 1;
  }

  show(view) {
    this.view = view;
    this.svg.setAttribute("viewBox", view.map((number) => Math.round(number * 10) / 10).join(" "));
    this.frame.classList.toggle("is-held", this.isZoomed || Boolean(this.canMove));
  }

  // Keeps the point under the hand where it is; without one, the middle of what is seen.
  zoom(factor, at) {
    const [x, y, width, height] = this.view;
    const wide = Math.min(this.whole[2], Math.max(SMALLEST, width * factor));
    if (wide >= this.whole[2]) return this.show(this.whole);
    const scale = wide / width;
    const point = at ?? { x: x + width / 2, y: y + height / 2 };
    return this.show([point.x - (point.x - x) * scale, point.y - (point.y - y) * scale, wide, height * scale]);
  }

  point(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the wheel alone moves the page
    event.preventDefault();
    this.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, this.point(event));
  }

  // Zoomed, the node in hand may be out of sight: the view follows.
  follow(node) {
    const [x, y, width, height] = this.view;
    const inside = node.x > x + 20 && node.x < x + width - 20 && node.y > y + 20 && node.y < y + height - 40;
    if (!inside) this.show([node.x - width / 2, node.y - height / 2, width, height]);
  }

  // Who is shown ---------------------------------------------------------------------------------------------

  light(id) {
    const near = new Set(id ? [id, ...this.nodes.get(id).links.map((link) => link.other)] : []);
    for (const [other, node] of this.nodes) node.group.classList.toggle("is-dim", Boolean(id) && !near.has(other));
    for (const edge of this.edges) {
      edge.classList.toggle("is-dim", Boolean(id) && edge.dataset.from !== id && edge.dataset.to !== id);
    }
  }

  hover(group) {
    if (this.drag) return;
    const focused = document.activeElement?.closest?.(".graph-node");
    this.light(group?.dataset.node ?? (this.contains(focused) ? focused.dataset.node : null));
  }

  choose(group) {
    if (!group) return;
    this.nodes.get(this.current)?.group.setAttribute("tabindex", "-1");
    this.current = group.dataset.node;
    group.setAttribute("tabindex", "0");
    this.light(this.current);
    if (this.resetter) this.resetter.disabled = false;
  }

  go(id) {
    const node = this.nodes.get(id);
    this.follow(node);
    node.group.focus({ preventScroll: this.isZoomed });
  }

  tell(id) {
    const node = this.nodes.get(id);
    const twin = document.getElementById(`dit-${id}`);
    const title = element("p", {}, element("strong", { textContent: node.words }));
    if (twin) title.append(" – ", element("a", { href: `#dit-${id}`, textContent: "en toutes lettres" }));
    const links = node.links.map(({ other, words, arrow }) => {
      const link = element("button", { type: "button", className: "button-quiet", textContent: this.nodes.get(other).name });
      link.addEventListener("click", () => {
        this.tell(other);
        this.go(other);
      });
      return element("li", {}, `${arrow} ${words} : `, link);
    });
    const none = element("p", { textContent: "Aucune relation n’est décrite." });
    this.said.replaceChildren(title, links.length ? element("ul", {}, ...links) : none);
    const told = node.links.map(({ other, words, arrow }) => {
      const names = [node.name, this.nodes.get(other).name];
      const [from, to] = arrow === "→" ? names : names.reverse();
      return `${from} : ${words} ${to}`;
    });
    this.live.textContent = [node.words, ...told].join(". ");
  }

  // By keyboard ----------------------------------------------------------------------------------------------

  key(event) {
    const id = event.target.closest?.(".graph-node")?.dataset.node;
    if (!id) return;
    const direction = DIRECTIONS[event.key];
    if (direction && this.canMove) this.nudge(id, direction, event.shiftKey ? 5 * STEP : STEP);
    else if (direction) this.walk(id, direction);
    else if (event.key === "PageDown" || event.key === "PageUp") this.turn(id, event.key === "PageDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === " ") this.tell(id);
    else if (event.key === "Escape" && this.canMove) this.moving(false);
    else return;
    event.preventDefault();
  }

  // Along the relation that goes the most in that direction.
  walk(id, [dx, dy]) {
    const from = this.nodes.get(id);
    const ways = from.links.map(({ other }) => {
      const to = this.nodes.get(other);
      return { other, along: ((to.x - from.x) * dx + (to.y - from.y) * dy) / Math.hypot(to.x - from.x, to.y - from.y) };
    });
    const best = ways.filter(({ along }) => along > 0.35).sort((one, two) => two.along - one.along)[0];
    if (best) this.go(best.other);
    else this.live.textContent = "Aucune relation de ce côté.";
  }

  turn(id, by) {
    const ids = [...this.nodes.keys()];
    this.go(ids[(ids.indexOf(id) + by + ids.length) % ids.length]);
  }

  nudge(id, [dx, dy], by) {
    const node = this.nodes.get(id);
    this.put(node, node.x + dx * by, node.y + dy * by);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save({ x: node.x, y: node.y }), PAUSE);
  }

  // By hand --------------------------------------------------------------------------------------------------

  pointerdown(event) {
    if (event.button) return;
    this.pointers.set(event.pointerId, event);
    const group = event.target.closest(".graph-node");
    if (this.pointers.size === 2) this.drag = null;
    else if (group && this.canMove) {
      this.choose(group);
      this.drag = { node: this.nodes.get(group.dataset.node) };
      this.frame.setPointerCapture(event.pointerId);
    } else if (group) {
      event.preventDefault();
      this.go(group.dataset.node);
      this.tell(group.dataset.node);
    } else if (this.isZoomed) {
      this.drag = { from: this.point(event) };
      this.frame.setPointerCapture(event.pointerId);
    }
  }

  pointermove(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const before = this.pointers.get(event.pointerId);
    this.pointers.set(event.pointerId, event);
    if (this.pointers.size === 2) this.pinch(before, event);
    else if (this.drag?.node) {
      const point = this.point(event);
      this.drag.moved = true;
      this.put(this.drag.node, point.x, point.y);
    } else if (this.drag) {
      const point = this.point(event);
      const [x, y, width, height] = this.view;
      this.show([x + this.drag.from.x - point.x, y + this.drag.from.y - point.y, width, height]);
    }
  }

  pinch(before, event) {
    const other = [...this.pointers.values()].find((one) => one.pointerId !== event.pointerId);
    const apart = (one) => Math.max(Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY), 1);
    this.zoom(apart(before) / apart(event), this.point(other));
  }

  pointerup(event) {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (drag?.node && drag.moved) this.save({ x: drag.node.x, y: drag.node.y });
  }

  pointercancel(event) {
    this.pointers.delete(event.pointerId);
    this.drag = null;
  }

  // Moving ---------------------------------------------------------------------------------------------------

  moving(on) {
    this.canMove = on;
    this.mover.setAttribute("aria-pressed", String(on));
    this.classList.toggle("is-moving", on);
    this.live.textContent = on ? "Les flèches déplacent l’acteur choisi ; Échap pour finir." : "Les acteurs ne bougent plus.";
    this.show(this.view);
    if (on) this.nodes.get(this.current)?.group.focus({ preventScroll: true });
  }

  put(node, x, y) {
    node.x = x;
    node.y = y;
    node.group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const id = node.group.dataset.node;
    for (const edge of this.edges) {
      if (edge.dataset.from === id || edge.dataset.to === id) edge.classList.add("is-dim");
    }
  }

  // The server keeps the place and draws anew: lines and words find their way around what was moved.
  async save(place) {
    clearTimeout(this.timer);
    const { "X-CSRFToken": token } = JSON.parse(document.body.dataset.hxHeaders ?? "{}");
    const held = this.contains(document.activeElement) && document.activeElement.closest(".graph-node");
    try {
      const answer = await fetch(this.dataset.place + window.location.search, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ node: this.current, ...place }),
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.frame.innerHTML = (await answer.json()).drawing;
      this.adopt(this.frame.querySelector("svg"));
      if (held) this.nodes.get(this.current)?.group.focus({ preventScroll: true });
      this.live.textContent = "back" in place ? "Remis à sa place." : "Place enregistrée.";
    } catch {
      this.live.textContent = "Ce déplacement n’a pas été enregistré : vérifiez la connexion, puis recommencez.";
      this.said.replaceChildren(element("p", { className: "notice notice-error", textContent: this.live.textContent }));
    }
  }
}

customElements.define("ecosystem-graph", EcosystemGraph);
