// The browser offers to install the app once, early: the offer is kept until somebody asks for it.
import { shallowRef } from "vue";

interface InstallOffer extends Event {
  prompt(): Promise<void>;
  readonly userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}
export const install_offer = shallowRef<InstallOffer | null>(null);
export const installed = window.matchMedia("(display-mode: standalone)").matches;

export function await_install_offer(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install_offer.value = event as InstallOffer;
  });
  window.addEventListener("appinstalled", () => {
    install_offer.value = null;
  });
}

export async function install(): Promise<void> {
  const offer = install_offer.value;
  install_offer.value = null; // an offer can be used once
  await offer?.prompt();
}
