// What a widget asks for, in words that a person can decide upon.
import { type Key, text } from "./language";

const patterns: [RegExp, Key][] = [
    [/^org\.matrix\.msc2762\.receive\.state_event:(.+)$/, "capReadState"],
    [/^org\.matrix\.msc2762\.send\.state_event:(.+)$/, "capSendState"],
    [/^org\.matrix\.msc2762\.receive\.event:(.+)$/, "capReadEvent"],
    [/^org\.matrix\.msc2762\.send\.event:(.+)$/, "capSendEvent"],
    [/^org\.matrix\.msc2762\.timeline:\*$/, "capAllRooms"],
    [/^org\.matrix\.msc2762\.timeline:(.+)$/, "capRoom"],
    [/^org\.matrix\.msc2931\.navigate$/, "capNavigate"],
    [/^org\.matrix\.msc3973\.user_directory_search$/, "capDirectory"],
    [/^org\.matrix\.msc4039\.download_file$/, "capDownload"],
    [/^org\.matrix\.msc4039\.upload_file$/, "capUpload"],
    [/^m\.always_on_screen$/, "capScreen"],
];

/** The scope of the others reads best below them. */
export const scopesLast = (a: string, b: string): number => Number(a.includes(".timeline:")) - Number(b.includes(".timeline:"));

/** A sentence for a capability, or the capability itself when it is none that we know. */
export function capabilityText(capability: string): string {
    for (const [pattern, key] of patterns) {
        const match = pattern.exec(capability);
        if (match) return text(key, { type: match[1] ?? "" });
    }
    return capability;
}
