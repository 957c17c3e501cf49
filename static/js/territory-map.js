// <territory-map>: on screen, replaces the drawing it holds by a map one can move and zoom. The drawing stays for
// print, and comes back if anything fails; the list named by data-list says the same in words and feeds the popups.
import * as L from "leaflet";

const COLOURS = {
  metropolitan: { color: "#1d5478", fillColor: "#cfe1ee" },
  peri_urban: { color: "#8a5a00", fillColor: "#f7e2ad" },
  rural: { color: "#2f6b2f", fillColor: "#d3e6cb" },
};
const FEW = 8;
const WIDE = 560;
const GROUND = { color: "#cfc6b2", weight: 1.5, fillColor: "#f5f1e7", fillOpacity: 1, interactive: false };

async function geojson(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// As a node: what the data says is never read as HTML.
function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}

function popup(item) {
  const box = document.createElement("div");
  const title = document.createElement("p");
  title.className = "popup-title";
  title.textContent = item.dataset.name;
  const links = [...item.querySelectorAll("[data-popup]")].map((link) => {
    const line = document.createElement("li");
    const copy = link.cloneNode(true);
    copy.removeAttribute("data-popup");
    line.append(copy);
    return line;
  });
  const list = document.createElement("ul");
  list.append(...links);
  box.append(title, list);
  return box;
}

function numbered(item, point) {
  const icon = L.divIcon({ className: "map-pin", html: text(item.dataset.number), iconSize: [28, 28] });
  const marker = L.marker(point, { icon, keyboard: true, riseOnHover: true });
  marker.bindPopup(() => popup(item), { minWidth: 180, maxWidth: 260 });
  marker.on("add", () => {
    marker.getElement().setAttribute("aria-label", `${item.dataset.number} : ${item.dataset.name}`);
  });
  // Whoever opens a popup goes on inside it, and comes back to the number on closing it.
  marker.on("popupopen", (event) => event.popup.getElement().querySelector("a[href]")?.focus({ preventScroll: true }));
  marker.on("popupclose", (event) => {
    if (event.popup.getElement()?.contains(document.activeElement)) marker.getElement()?.focus({ preventScroll: true });
  });
  return marker;
}

class TerritoryMap extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    const items = [...(document.getElementById(this.dataset.list)?.children ?? [])];
    const wholes = items.filter((item) => item.dataset.outline);
    try {
      const [ground, own, ...outlines] = await Promise.all([
        geojson(this.dataset.ground),
        this.dataset.outline ? geojson(this.dataset.outline) : null,
        ...wholes.map((item) => geojson(item.dataset.outline)),
      ]);
      this.open();
      L.geoJSON(ground, { style: GROUND, attribution: own?.attribution ?? outlines[0]?.attribution }).addTo(this.map);
      const areas = [];
      if (own) areas.push(this.area(own, this.dataset.kind));
      wholes.forEach((item, index) => areas.push(this.territory(item, outlines[index], wholes.length <= FEW && this.box.clientWidth >= WIDE)));
      this.frame(L.featureGroup(areas).getBounds());
      items.filter((item) => item.dataset.longitude).forEach((item) => this.place(item));
    } catch (error) {
      this.close();
      console.warn("Carte interactive indisponible :", error);
    }
  }

  disconnectedCallback() {
    this.close();
  }

  open() {
    this.box = document.createElement("div");
    this.box.className = "map-live";
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", this.dataset.label);
    this.querySelector("figcaption").before(this.box);
    this.classList.add("is-live");
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.map?.closePopup();
    });
    this.map = L.map(this.box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(this.map);
    L.control.scale({ imperial: false, position: "topright" }).addTo(this.map);
    L.control.attribution({ prefix: "Leaflet" }).addTo(this.map);
    // The wheel moves the page until the map is chosen.
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
  }

  close() {
    this.classList.remove("is-live");
    this.map?.remove();
    this.box?.remove();
    this.map = this.box = null;
  }

  area(outline, kind) {
    const named = (feature, layer) => layer.bindTooltip(text(feature.properties.name), { sticky: true });
    const style = { ...COLOURS[kind], weight: 1, opacity: 0.55, fillOpacity: 0.9 };
    return L.geoJSON(outline, { style, onEachFeature: named }).addTo(this.map);
  }

  territory(item, outline, few) {
    const dashes = "tentative" in item.dataset ? { weight: 1.2, opacity: 0.9, dashArray: "3 3" } : { weight: 1, opacity: 0.5 };
    const style = { ...COLOURS[item.dataset.kind], ...dashes, fillOpacity: 0.9 };
    const area = L.geoJSON(outline, { style }).addTo(this.map);
    area.bindPopup(() => popup(item));
    const marker = numbered(item, area.getBounds().getCenter()).addTo(this.map);
    // Names stay open while they are too few, and the map wide enough, to hide each other.
    marker.bindTooltip(text(item.dataset.name), { permanent: few, direction: "auto", offset: [14, 0] });
    return area;
  }

  place(item) {
    numbered(item, [Number(item.dataset.latitude), Number(item.dataset.longitude)]).addTo(this.map);
  }

  frame(bounds) {
    this.map.fitBounds(bounds, { padding: [16, 16], animate: false });
    this.map.setMaxBounds(bounds.pad(1));
    this.map.setMinZoom(this.map.getZoom() - 1);
  }
}

customElements.define("territory-map", TerritoryMap);
