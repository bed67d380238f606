import { lasting, read, session, write } from '../ui/storage';

/** Who may draft: anyone, nobody, or the node of that name. */
export type DraftChoice = { kind: 'any' } | { kind: 'none' } | { kind: 'one'; name: string };

export interface Settings {
  model: string | null;
  system: string;
  temperature: number;
  topP: number;
  /** Null: another one for each question. */
  seed: number | null;
  maxTokens: number;
  alternatives: number;
  draft: DraftChoice;
  compare: boolean;
  colours: boolean;
}

export const defaults: Settings = {
  model: null,
  system: '',
  temperature: 0.7,
  topP: 1,
  seed: null,
  maxTokens: 512,
  alternatives: 5,
  draft: { kind: 'any' },
  compare: false,
  colours: true,
};

const settingsName = 'specmesh.settings';
const keyName = 'specmesh.key';

export const loadSettings = (): Settings => ({ ...defaults, ...read<Partial<Settings>>(lasting, settingsName) });
export const saveSettings = (settings: Settings) => write(lasting, settingsName, settings);

/** The API key lives as long as the tab, and never lies beside the conversation. */
export const loadKey = () => read<string>(session, keyName) ?? '';
export const saveKey = (key: string) => write(session, keyName, key);
