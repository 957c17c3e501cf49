// The actors on the map of a territory: one marker each, with the sign of its kind, together in a disc that counts
// them where they are near. What is outside the territory is hollow.
import * as L from "leaflet";
import "app/leaflet-global";
import "leaflet.markercluster";
import { content, Disc, disc, followFocus, onChoice, presses } from "app/map-base";

const RADIUS = 44;

function actors(count) {
  return count > 1 ? `${count} acteurs` : "1 acteur";
}

function communesOf(markers) {
  return new Set(markers.map((marker) => marker.properties.commune));
}

function counted(cluster) {
  const markers = cluster.getAllChildMarkers();
  const communes = communesOf(markers);
  const [commune] = communes;
  const label = communes.size > 1 ? `${actors(markers.length)} dans ${communes.size} communes, agrandir la carte` : `${commune} : ${actors(markers.length)}`;
  const outside = markers.every((marker) => marker.properties.outside);
  return disc(markers.length, outside ? said(label) : label, outside ? "map-pin-outside" : communes.size > 1 ? "map-pin-several" : "");
}

function said(words) {
  return `${words}, siège hors du territoire`;
}

// The sign of the legend, once more.
function alone({ kind, commune, name, outside }) {
  const label = outside ? said(`${commune} : ${name}`) : `${commune} : ${name}`;
  const sign = document.querySelector(`[data-sign="${CSS.escape(kind)}"] svg`)?.cloneNode(true);
  if (!sign) return disc(1, label);
  return new Disc({ className: outside ? "map-sign map-sign-outside" : "map-sign", html: sign, iconSize: [32, 32], label });
}

export class ActorMarkers {
  // `pages` is the address under which the page of each actor is; `opened(id)` hears which one is looked at.
  constructor(map, pages, opened) {
    this.map = map;
    this.pages = pages;
    this.opened = opened;
    const { MarkerClusterGroup } = globalThis.L;
    this.group = new MarkerClusterGroup({
      iconCreateFunction: counted,
      maxClusterRadius: RADIUS,
      animate: false,
      showCoverageOnHover: false,
      spiderfyOnMaxZoom: false,
      zoomToBoundsOnClick: false,
    });
    this.group.on("clusterclick clusterkeypress", (event) => {
      if (event.type === "clusterclick" || presses(event)) this.choose(event.layer);
    });
    this.group.addTo(map);
    map.on("popupclose", () => opened(""));
  }

  show(collection) {
    this.map.closePopup();
    this.group.clearLayers();
    this.markers = new Map();
    for (const { id, properties, geometry } of collection.features) {
      const [longitude, latitude] = geometry.coordinates;
      const marker = L.marker([latitude, longitude], { icon: alone(properties), riseOnHover: true });
      Object.assign(marker, { id, properties });
      onChoice(marker, () => this.list([marker], marker));
      this.markers.set(id, marker);
    }
    this.group.addLayers([...this.markers.values()]);
  }

  // Several communes: nearer; one: who is there, since all stand at its town hall.
  choose(cluster) {
    const markers = cluster.getAllChildMarkers();
    if (communesOf(markers).size > 1) cluster.zoomToBounds({ padding: [40, 40] });
    else this.list(markers, cluster);
  }

  list(markers, from, first = markers[0]) {
    const sorted = [...markers].sort((one, other) => one.properties.name.localeCompare(other.properties.name, "fr"));
    const ordered = [first, ...sorted.filter((marker) => marker !== first)];
    const lines = (markers.length > 1 && first !== markers[0] ? ordered : sorted).map(({ id, properties }) => ({
      words: properties.name,
      address: `${this.pages}${id}/`,
      more: properties.outside ? said(properties.label) : properties.label,
    }));
    const popup = L.popup({ minWidth: 180, maxWidth: 280, maxHeight: 260, offset: [0, -8] })
      .setLatLng(markers[0].getLatLng())
      .setContent(content(markers[0].properties.commune, lines));
    followFocus(this.map, popup, () => from.getElement?.() ?? from._icon);
    popup.openOn(this.map);
    this.opened(first.id);
  }

  // The actor that a link names, with its neighbours of the same commune.
  open(id) {
    const marker = this.markers.get(id);
    if (!marker) return;
    const there = [...this.markers.values()].filter((other) => other.properties.commune === marker.properties.commune);
    const seen = this.group.getVisibleParent(marker) ?? marker;
    this.list([marker, ...there.filter((other) => other !== marker)], seen, marker);
  }
}

