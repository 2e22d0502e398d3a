import { EventBus, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { rpc, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

import { AnswerStore } from "./answer_store";

export const MODEL = "aftersales.6s.inspection";
/** Errors that come again however often it is sent. */
const FINAL = [
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
];
/** So many answers, and so many characters of photos, go in one request. */
const BATCH = 40;
const BATCH_SIZE = 3 * 1024 * 1024;
/** Waiting times in ms: for an answer of the server, between two tries. */
const TIMEOUT = 90000;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30000;

export const keyOf = (inspection, item) => `${inspection}-${item}`;

/** Unique without a secure connection, too: shops have servers in their own network. */
export function newUid() {
    const numbers = browser.crypto?.getRandomValues
        ? browser.crypto.getRandomValues(new Uint32Array(4))
        : crypto.getRandomValues(new Uint32Array(4));
    return [...numbers].map((number) => number.toString(16).padStart(8, "0")).join("");
}

const sizeOf = (entry) =>
    entry.photos.reduce((total, photo) => total + (photo.data?.length || 0), 0);

/** Call a method of an inspection without any window or spinner. */
export function callInspection(id, method, args = [], timeout = TIMEOUT) {
    const request = rpc(
        `/web/dataset/call_kw/${MODEL}/${method}`,
        { model: MODEL, method, args: [[id], ...args], kwargs: { context: user.context } },
        { silent: true }
    );
    const timer = browser.setTimeout(() => request.abort(), timeout);
    return request.finally(() => browser.clearTimeout(timer));
}

/**
 * What was tapped and isn't on the server yet, of all inspections of this user.
 *
 * There is one entry per item of an inspection, the last answer. It is put into
 * IndexedDB, then sent, and forgotten when the server has said that it is kept.
 *
 * Entry: key, inspection, item_id, uid, result, note, employee_id, at, photos (uid, name,
 * data, sent), isDraft (still being written), refused (message, photos: uid → message).
 */
export class AnswerQueue {
    constructor() {
        this.bus = new EventBus();
        this.entries = new Map();
        this.delay = FIRST_DELAY;
        this.state = reactive({ version: 0, isOffline: !browser.navigator.onLine, storage: "ok", trouble: "" });
        this.ready = this.open();
        browser.addEventListener("online", () => {
            this.state.isOffline = false;
            this.hurry();
        });
        browser.addEventListener("offline", () => (this.state.isOffline = true));
        browser.addEventListener("beforeunload", (ev) => {
            if (this.state.storage !== "ok" && this.waiting()) {
                ev.preventDefault();
            }
        });
    }

    async open() {
        this.store = new AnswerStore(`aftersales_6s_${session.db}_${user.userId}`);
        try {
            for (const entry of await this.store.open()) {
                // what was tapped since the page was opened is newer
                if (!this.entries.has(entry.key)) {
                    entry.isDraft = false;
                    entry.kept = Promise.resolve();
                    this.entries.set(entry.key, entry);
                }
            }
        } catch (error) {
            this.lost(error);
        }
        this.changed();
        this.send();
    }

    lost(error) {
        this.state.storage = error?.name === "QuotaExceededError" ? "full" : "none";
    }

    changed() {
        this.state.version++;
    }

    // Looking

    of(inspection) {
        return [...this.entries.values()].filter((entry) => entry.inspection === inspection);
    }

    get(inspection, item) {
        return this.entries.get(keyOf(inspection, item));
    }

    /** How many answers the server doesn't have, of one inspection or of all. */
    waiting(inspection) {
        return [...this.entries.values()].filter(
            (entry) => !entry.refused && (!inspection || entry.inspection === inspection)
        ).length;
    }

    refused(inspection) {
        return this.of(inspection).filter((entry) => entry.refused);
    }

    // Changing

    /** Keep an answer in place of an earlier one to the same item, and send it. */
    add(answer) {
        const key = keyOf(answer.inspection, answer.item_id);
        // while it is being put right, the photos that were refused stay marked
        const refused = (answer.isDraft && this.entries.get(key)?.refused) || null;
        const entry = { ...answer, key, refused };
        this.entries.set(key, entry);
        this.keep(entry);
        this.changed();
        if (!entry.isDraft) {
            this.send();
        }
    }

    keep(entry) {
        const { kept, ...plain } = entry;
        plain.photos = entry.photos.map(({ uid, name, data, sent }) => ({ uid, name, data, sent }));
        entry.kept = this.ready
            .then(() => this.state.storage !== "none" && this.store.put(entry.key, plain))
            .catch((error) => this.lost(error));
    }

    drop(entry) {
        if (this.entries.get(entry.key)?.uid === entry.uid) {
            this.entries.delete(entry.key);
        }
        this.ready
            .then(() => this.state.storage !== "none" && this.store.remove(entry.key, entry.uid))
            .catch((error) => this.lost(error));
        this.changed();
    }

    retry(entry) {
        entry.refused = null;
        this.keep(entry);
        this.changed();
        this.hurry();
    }

    // The inspections, to go on with them when the screen is opened without a network

    async keepSheet(sheet) {
        try {
            await this.ready;
            await this.store.keepSheet(sheet);
        } catch {
            // the warning that nothing is kept is shown already
        }
    }

    async sheet(id) {
        await this.ready;
        return this.state.storage === "none" ? undefined : this.store.sheet(id);
    }

    async forgetSheet(id) {
        try {
            await this.store.forgetSheet(id);
        } catch {
            // an old inspection that is kept does no harm
        }
    }

    // Sending

    hurry() {
        this.delay = FIRST_DELAY;
        this.send();
    }

    next() {
        const ready = [...this.entries.values()]
            .filter((entry) => !entry.isDraft && !entry.refused)
            .sort((one, other) => (one.at < other.at ? -1 : 1));
        const batch = [];
        let size = 0;
        for (const entry of ready) {
            size += sizeOf(entry);
            const fits = batch.length < BATCH && size <= BATCH_SIZE;
            if (entry.inspection === ready[0].inspection && (fits || !batch.length)) {
                batch.push(entry);
            } else {
                break;
            }
        }
        return batch;
    }

    async send() {
        if (this.isSending) {
            return;
        }
        this.isSending = true;
        browser.clearTimeout(this.timer);
        try {
            let batch = this.next();
            while (batch.length) {
                // first on the phone, then over the network
                await Promise.all(batch.map((entry) => entry.kept));
                if (!(await this.sendBatch(batch))) {
                    this.timer = browser.setTimeout(() => this.send(), this.delay);
                    this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
                    return;
                }
                this.delay = FIRST_DELAY;
                batch = this.next();
            }
        } finally {
            this.isSending = false;
            this.changed();
        }
    }

    /** Returns whether the next batch can be sent at once. */
    async sendBatch(batch) {
        const inspection = batch[0].inspection;
        let outcome;
        try {
            outcome = await callInspection(inspection, "record", [
                batch.map((entry) => this.packed(entry)),
                new Date().toISOString(),
            ]);
        } catch (error) {
            return this.failed(batch, error);
        }
        this.state.isOffline = false;
        this.state.trouble = "";
        for (const entry of batch) {
            this.settle(entry, outcome[entry.uid]);
        }
        this.changed();
        this.bus.trigger("SENT", { inspection });
        return true;
    }

    packed(entry) {
        const { uid, item_id, result, note, employee_id, at } = entry;
        const photos = entry.photos.map(({ uid, name, data, sent }) =>
            sent ? { uid, name } : { uid, name, data }
        );
        return { uid, item_id, result, note, employee_id, at, photos };
    }

    failed(batch, error) {
        if (!(error instanceof RPCError)) {
            this.state.isOffline = true;
            return false;
        }
        this.state.isOffline = false;
        const message = error.data?.message || error.message;
        if (!FINAL.includes(error.exceptionName)) {
            this.state.trouble = message;
            return false;
        }
        for (const entry of batch) {
            this.refuse(entry, { message, photos: {} });
        }
        return true;
    }

    settle(entry, said) {
        if (!said || said.error) {
            const message = said?.error || _t("The server didn't say whether it was kept.");
            this.refuse(entry, { message, photos: {} });
            return;
        }
        const refused = said.photos || {};
        const current = this.entries.get(entry.key);
        for (const held of new Set([entry, current])) {
            for (const photo of held?.photos || []) {
                if (entry.photos.some((one) => one.uid === photo.uid) && !refused[photo.uid]) {
                    photo.sent = true;
                    photo.data = "";
                }
            }
        }
        if (Object.keys(refused).length) {
            this.refuse(entry, { message: "", photos: refused });
        } else if (current?.uid === entry.uid) {
            this.drop(entry);
        }
    }

    refuse(entry, refusal) {
        if (this.entries.get(entry.key)?.uid === entry.uid) {
            entry.refused = refusal;
            this.keep(entry);
        }
    }
}

export const answerQueueService = {
    start() {
        return new AnswerQueue();
    },
};

registry.category("services").add("aftersales_6s_answers", answerQueueService);
