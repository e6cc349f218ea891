// The district's own map: areas, grids and open cases as vector tiles of this server. No base map, no glyph server.
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { token } from "./theme";

const k_max_zoom = 16;

function tiles(layer: string): string[] {
  const path = layer === "cases" ? "cases/tiles" : layer === "parts" ? "registers/parts/tiles" : `places/tiles/${layer}`;
  return [`${location.origin}/api/v1/${path}/{z}/{x}/{y}.mvt`];
}

export interface MapLayers {
  grids: boolean;
  cases: boolean;
  parts?: boolean;
}

const k_light = ["#e6eef9", "#bfd5f2", "#8fb5e6", "#5a90d6", "#1f5fbf"];
const k_dark = ["#1f2c3d", "#274568", "#2f6199", "#4a85cc", "#82b3f5"];

// Colours by class for numbers that vary over areas, from calm to loud.
export function ramp(classes = 5): string[] {
  const colors = document.documentElement.classList.contains("dark") ? k_dark : k_light;
  if (classes < 2) return colors.slice(0, 1);
  return Array.from({ length: classes }, (_, i) => colors[Math.round((i * (colors.length - 1)) / (classes - 1))] ?? "");
}

// Lower ends of the classes above the first, so that each holds about equally many values; equal values stay together.
export function quantiles(values: number[], classes = 5): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const borders = new Set<number>();
  for (let i = 1; i < classes; i++) {
    const border = sorted[Math.floor((sorted.length * i) / classes)];
    if (border !== undefined && border > (sorted[0] ?? 0)) borders.add(border);
  }
  return [...borders];
}

export function class_of(value: number, borders: number[]): number {
  return borders.filter((border) => value >= border).length;
}

export const lamp_colors = () => [
  "match",
  ["get", "lamp"],
  "red",
  token("red"),
  "amber",
  token("amber-fill"),
  "grey",
  token("grey"),
  token("green"),
];

// Of parts: what is broken or lost stands out, then what nobody is known to own.
const part_colors = () => [
  "case",
  ["in", ["get", "state"], ["literal", ["broken", "lost"]]],
  token("red"),
  ["in", ["get", "owner_state"], ["literal", ["unknown", "disputed"]]],
  token("amber-fill"),
  ["has", "ref"],
  token("brand"),
  token("grey"),
];

// A cluster grows with its number and always has room for it.
function sized(one: number, many: number): unknown[] {
  const count = ["to-number", ["get", "count"], 1];
  return ["case", [">", count, 1], ["+", many, ["min", 9, ["sqrt", count]]], one];
}

export function style_of(layers: MapLayers): StyleSpecification {
  const drawn: LayerSpecification[] = [
    { id: "ground", type: "background", paint: { "background-color": token("sunken") } },
    {
      id: "area-fill",
      type: "fill",
      source: "areas",
      "source-layer": "areas",
      filter: ["==", ["get", "level"], "district"],
      paint: { "fill-color": token("map-land") },
    },
    {
      id: "area-values",
      type: "fill",
      source: "areas",
      "source-layer": "areas",
      filter: ["==", ["get", "level"], "none"],
      paint: { "fill-color": token("map-land"), "fill-opacity": 0.9 },
    },
  ];
  drawn.push(
    {
      id: "grid-fill",
      type: "fill",
      source: "grids",
      "source-layer": "grids",
      paint: { "fill-color": token("map-land"), "fill-opacity": layers.grids ? 0.9 : 0 },
    },
    {
      id: "grid-line",
      type: "line",
      source: "grids",
      "source-layer": "grids",
      minzoom: layers.grids ? 10.5 : 12.5,
      paint: {
        "line-color": token("map-line-soft"),
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.4, 15, 1.2],
      },
    },
    {
      id: "grid-hover",
      type: "line",
      source: "grids",
      "source-layer": "grids",
      filter: ["==", ["get", "code"], ""],
      paint: { "line-color": token("brand"), "line-width": 2 },
    },
    {
      id: "community-line",
      type: "line",
      source: "areas",
      "source-layer": "areas",
      minzoom: 11.5,
      filter: ["==", ["get", "level"], "community"],
      paint: { "line-color": token("map-line"), "line-width": 0.8 },
    },
    {
      id: "town-line",
      type: "line",
      source: "areas",
      "source-layer": "areas",
      filter: ["==", ["get", "level"], "town"],
      paint: { "line-color": token("map-line"), "line-width": 1.6 },
    },
    {
      id: "district-line",
      type: "line",
      source: "areas",
      "source-layer": "areas",
      filter: ["==", ["get", "level"], "district"],
      paint: { "line-color": token("text-3"), "line-width": 2 },
    },
  );
  if (layers.cases) {
    drawn.push({
      id: "cases",
      type: "circle",
      source: "cases",
      "source-layer": "cases",
      paint: {
        "circle-color": lamp_colors() as never,
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          10,
          sized(3, 9),
          15,
          sized(7, 11),
        ] as never,
        "circle-stroke-color": token("surface"),
        "circle-stroke-width": 1,
        "circle-opacity": 0.88,
      },
    });
  }
  if (layers.parts) {
    drawn.push({
      id: "parts",
      type: "circle",
      source: "parts",
      "source-layer": "parts",
      paint: {
        "circle-color": part_colors() as never,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 13, sized(2, 7), 17, sized(5, 9)] as never,
        "circle-stroke-color": token("surface"),
        "circle-stroke-width": 1,
      },
    });
  }
  return {
    version: 8,
    sources: {
      areas: { type: "vector", tiles: tiles("areas"), minzoom: 0, maxzoom: k_max_zoom, promoteId: "code" },
      grids: { type: "vector", tiles: tiles("grids"), minzoom: 9, maxzoom: k_max_zoom, promoteId: "code" },
      ...(layers.cases
        ? { cases: { type: "vector" as const, tiles: tiles("cases"), minzoom: 9, maxzoom: k_max_zoom } }
        : {}),
      ...(layers.parts
        ? { parts: { type: "vector" as const, tiles: tiles("parts"), minzoom: 13, maxzoom: k_max_zoom } }
        : {}),
    },
    layers: drawn,
  };
}
