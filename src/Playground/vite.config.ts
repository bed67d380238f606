import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `npm run dev` finds a gateway. The built page asks the gateway that serves it.
const gateway = 'http://localhost:8080';

export default defineConfig({
  base: './',
  plugins: [react()],
  build: { chunkSizeWarningLimit: 1000, reportCompressedSize: false, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': gateway, '/mesh': gateway } },
});
