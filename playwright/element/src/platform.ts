// The least that a browser platform has to tell the UI.
import BasePlatform from "matrix-react-sdk/src/BasePlatform";
import type { IConfigOptions } from "matrix-react-sdk/src/IConfigOptions";

const NAME = "Element host";

export class HostPlatform extends BasePlatform {
    public constructor() {
        super(); // the one of BasePlatform is protected
    }

    public async getConfig(): Promise<IConfigOptions | undefined> {
        const response = await fetch("config.json", { cache: "no-store" });
        if (!response.ok) throw new Error(`config.json: ${response.status}`);
        return response.json();
    }

    public getDefaultDeviceDisplayName(): string {
        return NAME;
    }

    public getHumanReadableName(): string {
        return NAME;
    }

    public async requestNotificationPermission(): Promise<string> {
        return "denied";
    }

    public async getAppVersion(): Promise<string> {
        return "test";
    }

    public reload(): void {
        window.location.reload();
    }
}
