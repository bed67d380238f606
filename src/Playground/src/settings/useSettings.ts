import { useState } from 'react';
import { loadKey, loadSettings, saveKey, saveSettings, type Settings } from './settings';

export function useSettings() {
  const [settings, setSettings] = useState(loadSettings);
  const [apiKey, setKey] = useState(loadKey);
  const change = (part: Partial<Settings>) => {
    const next = { ...settings, ...part };
    setSettings(next);
    saveSettings(next);
  };
  const changeKey = (key: string) => {
    setKey(key);
    saveKey(key);
  };
  return { settings, change, apiKey, changeKey };
}
