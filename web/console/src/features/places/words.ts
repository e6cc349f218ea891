import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["区域网格", "Places"], tree: ["区域", "Areas"], find: ["查找地点", "Find a place"], locate: ["坐标定位", "Locate a point"], locate_hint: ["在地图上点一下，或输入经纬度", "Press on the map, or type longitude and latitude"], lng: ["经度", "Longitude"], lat: ["纬度", "Latitude"], system: ["坐标系", "System"],
  at: [(name: string) => `位于 ${name}`, (name: string) => `In ${name}`], outside: ["不在任何网格内", "In no grid"], code: ["编码", "Code"], population: ["人口", "Population"], area_km2: ["面积", "Area"], km2: [(n: string) => `${n} 平方公里`, (n: string) => `${n} km²`], children: ["下级区域", "Below"], people_unit: [(n: string) => `${n} 人`, (n: string) => n],
  versions: ["版本", "Versions"], valid_from: ["生效", "From"], valid_until: ["失效", "Until"], present: ["现行", "Current"], reason: ["原因", "Reason"], version: [(n: number) => `第 ${n} 版`, (n: number) => `version ${n}`], export: ["导出 GeoJSON", "Export GeoJSON"], import: ["导入 GeoJSON", "Import GeoJSON"],
  import_title: ["导入网格图形", "Import grids"], import_hint: ["先检查拓扑：缝隙、重叠、自相交。没有错误才能发布为新版本，旧版本保留。", "Topology is checked first: gaps, overlaps, self-crossings. Only a clean file becomes a new version; old ones stay."], choose: ["选择 GeoJSON 文件", "Choose a GeoJSON file"], features: [(n: string) => `${n} 个图形`, (n: string) => `${n} shapes`],
  gaps: ["缝隙", "Gaps"], overlaps: ["重叠", "Overlaps"], crossings: ["自相交", "Self-crossings"], errors: ["错误", "Errors"], clean: ["拓扑检查通过", "Topology is clean"], effective: ["生效日期", "Effective from"], publish: ["发布新版本", "Publish"], published: ["新版本已发布", "Published"], search_hint: ["小区、路名、地标", "Estate, road, landmark"], level: ["层级", "Level"],
  cases: ["看在办工单", "Open cases"], not_json: ["文件不是有效的 JSON", "The file is not valid JSON"], kind_address: ["地址", "Address"], show_cases: ["显示在办工单", "Show open cases"], up: ["上级", "Up"], name: ["名称", "Name"], more: [(n: number) => `另有 ${n} 处`, (n: number) => `${n} more`],
});
