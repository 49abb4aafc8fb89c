// No "verify this device" page between sign-in and room list: test accounts sign in often.
import { DefaultCryptoSetupExtensions } from "@matrix-org/react-sdk-module-api/lib/lifecycles/CryptoSetupExtensions";
import type { ModuleApi } from "@matrix-org/react-sdk-module-api/lib/ModuleApi";
import { RuntimeModule } from "@matrix-org/react-sdk-module-api/lib/RuntimeModule";

export class HostModule extends RuntimeModule {
    public constructor(api: ModuleApi) {
        super(api);
        const cryptoSetup = new DefaultCryptoSetupExtensions();
        cryptoSetup.SHOW_ENCRYPTION_SETUP_UI = false;
        this.extensions = { cryptoSetup };
    }
}
