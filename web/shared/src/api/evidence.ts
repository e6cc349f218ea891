// Evidence is stored first (content-addressed, so a repeated upload changes nothing), then named by digest in commands.
import { api } from "./client";
import type { BlobStored } from "./types";

export interface Where {
  lng: number;
  lat: number;
}

export function upload_evidence(file: File, where?: Where | null): Promise<BlobStored> {
  const headers: Record<string, string> = {
    "X-Taken": new Date(file.lastModified || Date.now()).toISOString(),
    "X-Device": device_name(),
  };
  if (where) {
    headers["X-Lng"] = where.lng.toFixed(7);
    headers["X-Lat"] = where.lat.toFixed(7);
  }
  return api.upload<BlobStored>("/blobs", file, { headers });
}

export function device_name(): string {
  const agent = navigator.userAgent;
  const system = /Android|iPhone|iPad|HarmonyOS|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "Browser";
  return `${system}; ${window.screen.width}x${window.screen.height}`;
}

// Uploads the files of a filled form and returns the command's body with digests in their places.
export async function with_evidence(
  values: Record<string, unknown>,
  files: Record<string, File[]>,
  where?: Where | null,
): Promise<Record<string, unknown>> {
  const body = { ...values };
  for (const [name, list] of Object.entries(files)) {
    const digests: string[] = [];
    for (const file of list) digests.push((await upload_evidence(file, where)).digest);
    if (digests.length) body[name] = digests;
  }
  return body;
}
