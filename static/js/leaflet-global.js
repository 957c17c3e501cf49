// leaflet.markercluster is written for pages where Leaflet is a global: this gives it one, that it may add to.
import * as leaflet from "leaflet";

globalThis.L = { ...leaflet };
