import { sendWaiting } from "{% static "js/device-queue.js" %}"
import { DeviceStore } from "{% static "js/device-store.js" %}"
import { NoteSender } from "{% static "js/note-sender.js" %}"
import { CACHE, keepFiles, lasts, PREPARING } from "{% static "js/offline-files.js" %}"
import { OfflineWorker } from "{% static "js/offline-worker.js" %}"

new OfflineWorker(self, {
  version: "{{ version }}",
  page: "{% url "offline_page" %}",
  cache: CACHE,
  preparing: PREPARING,
  keepFiles,
  lasts,
  DeviceStore,
  sendWaiting,
  sender: (address, account, token) => new NoteSender(address, account, () => token),
}).listen()
