import type { ServerShapes } from "@tiange/shared";

export type ChannelSystem = ServerShapes["cases.SystemView"];
export type ChannelMessage = ServerShapes["cases.InMessageView"];
export type ChannelOut = ServerShapes["cases.OutMessageView"];
export type ChannelKey = ServerShapes["cases.KeyView"];
export type Hook = ServerShapes["cases.HookView"];
export type HookDelivery = ServerShapes["cases.DeliveryView"];
export type CaseLink = ServerShapes["cases.LinkView"];
export type CasePeer = ServerShapes["cases.PeerView"];
