// Starts Element's UI: platform, configuration, session, language, theme, and only then the UI itself, because some of its
// modules read the configuration when they are evaluated.
import "matrix-js-sdk/src/browser-index";
import React from "react";
import ReactDOM from "react-dom";
import { AutoDiscovery } from "matrix-js-sdk/src/matrix";
import type MatrixChatType from "matrix-react-sdk/src/components/structures/MatrixChat";
import * as languageHandler from "matrix-react-sdk/src/languageHandler";
import { ModuleRunner } from "matrix-react-sdk/src/modules/ModuleRunner";
import PlatformPeg from "matrix-react-sdk/src/PlatformPeg";
import SdkConfig from "matrix-react-sdk/src/SdkConfig";
import SettingsStore from "matrix-react-sdk/src/settings/SettingsStore";
import { setTheme } from "matrix-react-sdk/src/theme";
import AutoDiscoveryUtils from "matrix-react-sdk/src/utils/AutoDiscoveryUtils";
import { listenBeforeStoring } from "./account-data";
import { HostModule } from "./module";
import { HostPlatform } from "./platform";
import { type Session, signIn } from "./session";

interface HostConfig {
    default_server_config: { "m.homeserver": { base_url: string } };
    parley_session?: Session;
    parley_room?: string;
}

type Screen = { screen: string; params: Record<string, string> };

const container = document.getElementById("matrixchat")!;

async function start(): Promise<void> {
    // The UI writes to Element's log keeper when the window is resized.
    (window as any).mx_rage_logger ??= { bypassRageshake() {}, log() {} };
    PlatformPeg.set(new HostPlatform());
    const config = (await PlatformPeg.get()!.getConfig()) as unknown as HostConfig;
    SdkConfig.put(config as any);
    if (config.parley_session) await signIn(config.default_server_config["m.homeserver"].base_url, config.parley_session);
    listenBeforeStoring();
    ModuleRunner.instance.registerModule((api) => new HostModule(api));
    await loadLanguage();
    await setTheme();
    await validateServer();
    if (!location.hash && config.parley_room) location.hash = `#/room/${config.parley_room}`;
    await showChat();
}

async function loadLanguage(): Promise<void> {
    const chosen = SettingsStore.getValue<string | undefined>("language", null, true);
    const ofBrowser = languageHandler.getLanguagesFromBrowser().flatMap((tag) => languageHandler.getNormalizedLanguageKeys(tag));
    await languageHandler.setLanguage(chosen ? [chosen] : ofBrowser);
    document.documentElement.lang = languageHandler.getCurrentLanguage();
}

async function validateServer(): Promise<void> {
    const discovery = await AutoDiscovery.fromDiscoveryConfig(SdkConfig.get("default_server_config")!);
    const server = await AutoDiscoveryUtils.buildValidatedConfigFromDiscovery(undefined, discovery, true);
    SdkConfig.add({ validated_server_config: { ...server, isDefault: true } });
}

async function showChat(): Promise<void> {
    const { default: MatrixChat } = await import("matrix-react-sdk/src/components/structures/MatrixChat");
    (await import("./newer-protocol")).speakNewerProtocol();
    const chat = React.createRef<MatrixChatType>();
    const first = currentScreen();
    let shown = "";
    const onNewScreen = (screen: string, replaceLast = false): void => {
        shown = `#/${screen}`;
        if (location.hash === shown) return;
        if (replaceLast) location.replace(shown);
        else location.assign(shown);
    };
    addEventListener("hashchange", () => {
        const { screen, params } = currentScreen();
        if (location.hash !== shown) chat.current?.showScreen(screen, params);
    });
    ReactDOM.render(
        <MatrixChat
            ref={chat}
            config={SdkConfig.get()}
            onNewScreen={onNewScreen}
            enableGuest={false}
            realQueryParams={{}}
            startingFragmentQueryParams={first.params}
            initialScreenAfterLogin={first.screen && first.screen !== "login" ? first : undefined}
            onTokenLoginCompleted={() => {}}
            defaultDeviceDisplayName="Element host"
        />,
        container,
    );
}

function currentScreen(): Screen {
    const [screen, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    return { screen, params: Object.fromEntries(new URLSearchParams(query)) };
}

start().catch((error: Error) => {
    console.error(error);
    container.textContent = `Element could not start: ${error.message}`;
});
