// What every map of the house shares: its box, its ground, its tiles when there are any, its markers and popups.
import * as L from "leaflet";

export const COLOURS = {
  metropolitan: { color: "#1d5478", fillColor: "#cfe1ee" },
  peri_urban: { color: "#8a5a00", fillColor: "#f7e2ad" },
  rural: { color: "#2f6b2f", fillColor: "#d3e6cb" },
};
const GROUND = { color: "#cfc6b2", weight: 1.5, fillColor: "#f5f1e7", fillOpacity: 1, interactive: false };
const DEEPEST = 15;
const DEEPEST_TILES = 19;

export async function geojson(address, signal) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" }, signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// As a node: what the data says is never read as HTML.
export function text(words, tag = "span", className = "") {
  const node = document.createElement(tag);
  node.textContent = words;
  if (className) node.className = className;
  return node;
}

export function escaped(words) {
  const node = text(words ?? "");
  return node.innerHTML;
}

// A disc with a number, that says its name to whoever does not see it.
export const Disc = L.DivIcon.extend({
  createIcon(old) {
    const node = L.DivIcon.prototype.createIcon.call(this, old);
    node.setAttribute("aria-label", this.options.label);
    return node;
  },
});

export function disc(number, label, className = "") {
  const size = String(number).length > 2 ? 36 : 30;
  return new Disc({ className: `map-pin ${className}`, html: text(number), iconSize: [size, size], label });
}

// The content of a popup: a title, and lines that each may lead somewhere.
export function content(title, lines) {
  const box = document.createElement("div");
  const list = document.createElement("ul");
  list.append(
    ...lines.map(({ words, address, more }) => {
      const line = document.createElement("li");
      const name = text(words, address ? "a" : "span");
      if (address) name.href = address;
      line.append(name);
      if (more) line.append(" ", text(more, "span", "muted"));
      return line;
    }),
  );
  box.append(text(title, "p", "popup-title"), list);
  return box;
}

// A key that presses a button.
export function presses(event) {
  const { key } = event.originalEvent;
  if (key === " ") event.originalEvent.preventDefault();
  return key === "Enter" || key === " ";
}

export function onChoice(marker, choose) {
  marker.on("click", choose).on("keypress", (event) => {
    if (presses(event)) choose();
  });
}

// Whoever opens a popup goes on inside it, and comes back to the marker on closing it.
export function followFocus(map, popup, from) {
  const opened = (event) => {
    if (event.popup === popup) popup.getElement()?.querySelector("a[href]")?.focus({ preventScroll: true });
  };
  const closed = (event) => {
    if (event.popup !== popup) return;
    map.off("popupopen", opened).off("popupclose", closed);
    if (popup.getElement()?.contains(document.activeElement)) from()?.focus({ preventScroll: true });
  };
  map.on("popupopen", opened).on("popupclose", closed);
}

// The map in a box of its own, put before `before`.
export function open(element, before) {
  const box = document.createElement("div");
  box.className = "map-live";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", element.dataset.label);
  before.before(box);
  element.classList.add("is-live");
  const tiled = Boolean(element.dataset.tiles);
  const map = L.map(box, {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
    zoomSnap: tiled ? 1 : 0.25,
    maxZoom: tiled ? DEEPEST_TILES : DEEPEST,
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ imperial: false, position: "topright" }).addTo(map);
  L.control.attribution({ prefix: "Leaflet" }).addTo(map);
  // The wheel moves the page until the map is chosen.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  return { map, box, tiled };
}

// Tiles when the operator has turned them on, and always our own outlines.
export function lay(map, element, ground, attribution) {
  const { tiles, tilesAttribution } = element.dataset;
  if (tiles) L.tileLayer(tiles, { maxZoom: DEEPEST_TILES, attribution: escaped(tilesAttribution) }).addTo(map);
  const style = tiles ? { ...GROUND, fillOpacity: 0 } : GROUND;
  L.geoJSON(ground, { style, attribution: escaped(attribution) }).addTo(map);
}

export function frame(map, bounds) {
  map.fitBounds(bounds, { padding: [16, 16], animate: false });
  map.setMaxBounds(bounds.pad(1));
  // A whole number: markercluster forgets markers otherwise.
  map.setMinZoom(Math.floor(map.getZoom() - 1));
}
