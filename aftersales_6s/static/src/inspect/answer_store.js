import { browser } from "@web/core/browser/browser";
import { IndexedDB } from "@web/core/utils/indexed_db";

const ANSWERS = "answers";
const SHEETS = "sheets";
/** Odoo empties a database whose version differs: this one never changes. */
const VERSION = "1";
/** A browser that doesn't answer for so long (ms) can't be relied on. */
const PATIENCE = 10000;
/** The same when it is opened, with nothing to write yet. */
const PATIENCE_AT_START = 3000;

function finished(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

function committed(transaction) {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
    });
}

/**
 * Answers on the phone until the server has them, and the inspections they belong to.
 *
 * Every method rejects if the browser keeps nothing (private window) or is full.
 */
export class AnswerStore {
    constructor(name) {
        this.name = name;
    }

    async open() {
        if (!browser.indexedDB && typeof indexedDB === "undefined") {
            throw new Error("no IndexedDB");
        }
        this.db = new IndexedDB(this.name, VERSION);
        // the tables are made when they are first read
        await this.soon(this.db.read(ANSWERS, ""), PATIENCE_AT_START);
        await this.soon(this.db.read(SHEETS, 0), PATIENCE_AT_START);
        return this.run(ANSWERS, "readonly", (table) => finished(table.getAll()));
    }

    put(key, answer) {
        return this.run(ANSWERS, "readwrite", (table) => finished(table.put(answer, key)));
    }

    /** Forget an answer, unless another tab has put a newer one in its place. */
    remove(key, uid) {
        return this.run(ANSWERS, "readwrite", async (table) => {
            const held = await finished(table.get(key));
            if (held?.uid === uid) {
                await finished(table.delete(key));
            }
        });
    }

    keepSheet(sheet) {
        return this.run(SHEETS, "readwrite", (table) => finished(table.put(sheet, sheet.id)));
    }

    sheet(id) {
        return this.run(SHEETS, "readonly", (table) => finished(table.get(id)));
    }

    forgetSheet(id) {
        return this.run(SHEETS, "readwrite", (table) => finished(table.delete(id)));
    }

    /** Odoo's helper waits for ever for a callback that fails: ours never does. */
    async run(name, mode, callback) {
        const { value, error } = await this.soon(
            this.db.execute(async (db) => {
                try {
                    const transaction = db.transaction(name, mode);
                    const done = committed(transaction);
                    const value = await callback(transaction.objectStore(name));
                    await done;
                    return { value };
                } catch (error) {
                    return { error };
                }
            })
        );
        if (error) {
            throw error;
        }
        return value;
    }

    soon(promise, patience = PATIENCE) {
        return new Promise((resolve, reject) => {
            const timer = browser.setTimeout(
                () => reject(new Error("IndexedDB doesn't answer")),
                patience
            );
            promise.then(resolve, reject).finally(() => browser.clearTimeout(timer));
        });
    }
}
