// <territory-map>: on screen, replaces the drawing it holds by a map one can move and zoom. The drawing stays for
// print, and comes back if anything fails; the list beside it says the same in words. Where one looks is kept in the
// address (#carte=zoom/latitude/longitude&acteur=…), the filters in its query: a link opens the same view.
import * as L from "leaflet";
import { ActorMarkers } from "app/actor-markers";
import { COLOURS, content, disc, followFocus, frame, geojson, lay, onChoice, open, text } from "app/map-base";

const FEW = 8;
const WIDE = 560;
const CHANGED = ["htmx:pushedIntoHistory", "htmx:replacedInHistory"];

class TerritoryMap extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    try {
      const ground = await geojson(this.dataset.ground);
      if (this.dataset.actors) await this.drawTerritory(ground);
      else await this.drawTerritories(ground);
    } catch (error) {
      this.close();
      console.warn("Carte interactive indisponible :", error);
    }
  }

  disconnectedCallback() {
    this.close();
  }

  open() {
    this.classList.remove("is-live");
    this.querySelectorAll(".map-live").forEach((left) => left.remove());
    Object.assign(this, open(this, this.querySelector("figcaption")));
  }

  close() {
    CHANGED.forEach((event) => document.body.removeEventListener(event, this.refresh));
    window.removeEventListener("hashchange", this.read);
    this.classList.remove("is-live");
    this.map?.off("moveend popupclose").remove();
    this.box?.remove();
    this.map = this.box = null;
  }

  // One territory, its communes and its actors ---------------------------------------------------------------

  async drawTerritory(ground) {
    const [own, actors] = await Promise.all([geojson(this.dataset.outline), geojson(this.dataset.actors + location.search)]);
    this.open();
    lay(this.map, this, ground, own.attribution);
    const named = (feature, layer) => layer.bindTooltip(text(feature.properties.name), { sticky: true });
    const style = { ...COLOURS[this.dataset.kind], weight: 1, opacity: 0.55, fillOpacity: this.tiled ? 0.35 : 0.9 };
    const area = L.geoJSON(own, { style, onEachFeature: named }).addTo(this.map);
    frame(this.map, area.getBounds());
    this.markers = new ActorMarkers(this.map, this.dataset.organisations, (id) => this.write({ acteur: id }));
    this.markers.show(actors);
    this.read = () => this.look();
    this.look();
    this.map.on("moveend", () => this.write());
    window.addEventListener("hashchange", this.read);
    this.refresh = () => this.update();
    CHANGED.forEach((event) => document.body.addEventListener(event, this.refresh));
  }

  // The list has changed with its filters: so does the map. Only the last answer counts.
  async update() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      this.markers.show(await geojson(this.dataset.actors + location.search, this.asking.signal));
      this.write();
    } catch (error) {
      if (error.name !== "AbortError") console.warn("Carte non mise à jour :", error);
    }
  }

  // Where the address says to look, if it does.
  look() {
    const said = new URLSearchParams(location.hash.slice(1));
    const [zoom, latitude, longitude] = (said.get("carte") ?? "").split("/").map(Number);
    this.place = { carte: said.get("carte") ?? "", acteur: said.get("acteur") ?? "" };
    if ([zoom, latitude, longitude].every(Number.isFinite)) this.map.setView([latitude, longitude], zoom, { animate: false });
    if (said.get("acteur")) this.markers.open(said.get("acteur"));
  }

  write(change = {}) {
    const centre = this.map.getCenter();
    const carte = [this.map.getZoom(), centre.lat.toFixed(4), centre.lng.toFixed(4)].join("/");
    this.place = { ...this.place, carte, ...change };
    const said = Object.entries(this.place).filter(([, value]) => value);
    history.replaceState(history.state, "", `${location.pathname}${location.search}#${said.map(([name, value]) => `${name}=${value}`).join("&")}`);
  }

  // All territories, numbered as their list -------------------------------------------------------------------

  async drawTerritories(ground) {
    const items = [...document.getElementById(this.dataset.list).children].filter((item) => item.dataset.outline);
    const outlines = await Promise.all(items.map((item) => geojson(item.dataset.outline)));
    this.open();
    lay(this.map, this, ground, outlines[0]?.attribution);
    const roomy = items.length <= FEW && this.box.clientWidth >= WIDE;
    const areas = items.map((item, index) => this.territory(item, outlines[index], roomy));
    frame(this.map, L.featureGroup(areas).getBounds());
  }

  territory(item, outline, roomy) {
    const dashes = "tentative" in item.dataset ? { weight: 1.2, opacity: 0.9, dashArray: "3 3" } : { weight: 1, opacity: 0.5 };
    const style = { ...COLOURS[item.dataset.kind], ...dashes, fillOpacity: this.tiled ? 0.5 : 0.9 };
    const area = L.geoJSON(outline, { style }).addTo(this.map);
    const { name, number } = item.dataset;
    const marker = L.marker(area.getBounds().getCenter(), { icon: disc(number, `${number} : ${name}`), riseOnHover: true });
    const choose = () => {
      const popup = L.popup({ minWidth: 180, maxWidth: 260 })
        .setLatLng(marker.getLatLng())
        .setContent(content(name, [{ words: name, address: item.querySelector("a[href]").href }]));
      followFocus(this.map, popup, () => marker.getElement());
      popup.openOn(this.map);
    };
    onChoice(marker.addTo(this.map), choose);
    area.on("click", choose);
    // Names stay open while they are too few, and the map wide enough, to hide each other.
    marker.bindTooltip(text(name), { permanent: roomy, direction: "auto", offset: [14, 0] });
    return area;
  }
}

customElements.define("territory-map", TerritoryMap);
