// Where the phone is, and the stamp of time and place on photos.
import { ref } from "vue";
import { time_text } from "@tiange/shared";

export interface Spot {
  lng: number;
  lat: number;
  accuracy: number;
}
export const spot = ref<Spot | null>(null);
export const finding = ref(false);

export function find_spot(): Promise<Spot | null> {
  if (!navigator.geolocation) return Promise.resolve(null);
  finding.value = true;
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (position) => {
        finding.value = false;
        spot.value = {
          lng: position.coords.longitude,
          lat: position.coords.latitude,
          accuracy: Math.round(position.coords.accuracy),
        };
        resolve(spot.value);
      },
      () => {
        finding.value = false;
        resolve(spot.value);
      },
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 15_000 },
    );
  });
}

export function metres_between(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lng - a.lng) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  const y = (b.lat - a.lat) * rad;
  return Math.sqrt(x * x + y * y) * 6_371_000;
}

export const distance_text = (metres: number) =>
  metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`;

const k_longest_px = 1920;

// A smaller copy with time and place written on its foot; anything but a photo stays as it is.
export async function stamped(file: File, where: { lng: number; lat: number } | null, name: string): Promise<File> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, k_longest_px / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d")!;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const size = Math.max(14, Math.round(canvas.width / 36));
    const lines = [
      time_text(new Date(file.lastModified || Date.now())),
      [name, where ? `${where.lng.toFixed(6)}, ${where.lat.toFixed(6)}` : ""].filter(Boolean).join("  "),
    ].filter(Boolean);
    pen.fillStyle = "rgba(10, 14, 20, 0.55)";
    pen.fillRect(
      0,
      canvas.height - size * 1.6 * lines.length - size * 0.6,
      canvas.width,
      size * 1.6 * lines.length + size * 0.6,
    );
    pen.fillStyle = "#ffffff";
    pen.font = `${size}px sans-serif`;
    lines.forEach((line, i) =>
      pen.fillText(
        line,
        size * 0.6,
        canvas.height - size * 1.6 * (lines.length - i - 1) - size * 0.8,
        canvas.width - size,
      ),
    );
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob
      ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", {
          type: "image/jpeg",
          lastModified: file.lastModified,
        })
      : file;
  } catch {
    return file;
  }
}
