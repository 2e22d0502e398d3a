import {
    Component,
    markRaw,
    onWillStart,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { callInspection, MODEL, newUid } from "./answer_queue";
import { FailSheet } from "./fail_sheet";
import { InspectionEnd } from "./inspection_end";
import { ItemCard } from "./item_card";
import { ItemList } from "./item_list";

const RESULTS = ["pass", "fail", "na"];
const ROUNDS = "aftersales_6s.aftersales_6s_inspection_action_today";
/** How long (ms) it says that the network is back. */
const GREETING = 4000;

/** A photo as it is shown: from this phone, or from the server. */
function shown(photo) {
    const own = photo.data ? `data:image/jpeg;base64,${photo.data}` : "";
    const theirs = photo.id ? `/web/image/aftersales.6s.photo/${photo.id}/thumbnail` : "";
    return { ...photo, data: photo.data || "", url: photo.url || own || theirs };
}

/** An inspection for one thumb: one item at a time, also without a network. */
export class InspectAction extends Component {
    static template = "aftersales_6s.InspectAction";
    static components = { FailSheet, InspectionEnd, ItemCard, ItemList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("aftersales_6s_answers");
        this.queueState = useState(this.queue.state);
        const { params, context } = this.props.action;
        this.id = params?.inspection_id || context?.active_id || this.props.resId;
        this.history = [];
        this.state = useState({
            sheet: null,
            answers: {},
            index: 0,
            view: "card",
            failing: null,
            undoable: 0,
            isBack: false,
            isSigning: false,
            summary: null,
            trouble: "",
        });
        onWillStart(() => this.load());
        onWillUnmount(() => this.leave());
        useExternalListener(window, "keydown", this.onKey.bind(this));
        useEffect(
            (isOffline) => {
                if (this.wasOffline && !isOffline) {
                    this.state.isBack = true;
                    const timer = browser.setTimeout(() => (this.state.isBack = false), GREETING);
                    this.wasOffline = false;
                    return () => browser.clearTimeout(timer);
                }
                this.wasOffline = isOffline;
                this.state.isBack = false;
            },
            () => [this.queueState.isOffline]
        );
    }

    // Loading

    async load() {
        await this.queue.ready;
        try {
            this.show(await callInspection(this.id, "phone_load"));
            this.queue.keepSheet(this.state.sheet);
        } catch (error) {
            if (error instanceof RPCError) {
                this.state.trouble = error.data?.message || error.message;
                return;
            }
            const sheet = await this.queue.sheet(this.id);
            if (sheet) {
                this.show(sheet);
                this.queue.state.isOffline = true;
            } else {
                this.state.trouble = _t(
                    "There is no network, and this inspection wasn't opened on this phone before."
                );
            }
        }
    }

    /** What the server has, and over it what it hasn't got yet. */
    show(sheet) {
        this.state.sheet = markRaw(sheet);
        this.state.summary = sheet.summary || null;
        const urls = {};
        const answers = {};
        for (const [item, answer] of Object.entries(sheet.answers)) {
            const photos = answer.photos.map((photo) => shown({ ...photo, sent: true }));
            photos.forEach((photo) => (urls[photo.uid] = photo.url));
            answers[item] = markRaw({ ...answer, photos });
        }
        for (const entry of this.queue.of(this.id)) {
            // the photos of the queue itself: it marks them when they have arrived
            for (const photo of entry.photos) {
                photo.url = shown(photo).url || urls[photo.uid] || "";
            }
            const { uid, result, note, employee_id, at, photos } = entry;
            answers[entry.item_id] = markRaw({ uid, result, note, employee_id, at, photos });
        }
        this.state.answers = answers;
        const first = sheet.items.findIndex((item) => !answers[item.id]?.result);
        this.state.index = Math.max(first, 0);
        this.state.view = sheet.summary || (first < 0 && sheet.items.length) ? "end" : "card";
        this.env.config.setDisplayName(sheet.area.name);
    }

    leave() {
        this.isGone = true;
        if (this.state.failing) {
            this.answer(this.state.failing.item, this.current(this.state.failing.item));
        }
    }

    // Reading

    get sheet() {
        return this.state.sheet;
    }

    get canAnswer() {
        return (
            !this.state.summary &&
            this.sheet.can_inspect &&
            ["planned", "missed", "running"].includes(this.sheet.state)
        );
    }

    get item() {
        return this.sheet.items[this.state.index];
    }

    current(item) {
        return this.state.answers[item.id];
    }

    get counts() {
        const counts = { pass: 0, fail: 0, na: 0 };
        for (const item of this.sheet.items) {
            const result = this.current(item)?.result;
            if (result) {
                counts[result]++;
            }
        }
        return counts;
    }

    get answered() {
        const { pass, fail, na } = this.counts;
        return pass + fail + na;
    }

    get percent() {
        return this.sheet.items.length ? (100 * this.answered) / this.sheet.items.length : 0;
    }

    get isBare() {
        return (item) => {
            const answer = this.current(item);
            return answer?.result === "fail" && item.photo_required && !answer.photos.length;
        };
    }

    get bare() {
        return this.sheet.items.flatMap((item, index) => (this.isBare(item) ? [index] : []));
    }

    /** Read anew whenever the queue has changed. */
    get waiting() {
        return this.queueState.version && this.queue.waiting(this.id);
    }

    get waitingTitle() {
        return this.waiting ? _t("Answers on their way") : _t("All is on the server");
    }

    get refused() {
        return this.queueState.version && this.queue.refused(this.id).length;
    }

    refusedOf(item) {
        return this.queueState.version && (this.queue.get(this.id, item.id)?.refused || null);
    }

    statusOf(item) {
        const entry = this.queueState.version && this.queue.get(this.id, item.id);
        const result = this.current(item)?.result;
        const isBare = this.isBare(item);
        const isRefused = Boolean(entry?.refused);
        return {
            result,
            isBare,
            isRefused,
            refusal: entry?.refused?.message || "",
            isWaiting: Boolean(entry && !isRefused),
            isOpen: !result || isBare || isRefused,
        };
    }

    get due() {
        const { due_at } = this.sheet;
        return due_at ? toLocaleDateTimeString(deserializeDateTime(due_at)) : "";
    }

    // Answering

    answer(item, values, isDraft = false) {
        const answer = markRaw({
            result: null,
            note: "",
            employee_id: null,
            photos: [],
            ...values,
            uid: newUid(),
            at: new Date().toISOString(),
        });
        this.state.answers[item.id] = answer;
        this.queue.add({ ...answer, inspection: this.id, item_id: item.id, isDraft });
    }

    tap(result) {
        if (!this.canAnswer || !this.item) {
            return;
        }
        const { item } = this;
        const before = this.current(item);
        if (result === "fail") {
            this.state.failing = markRaw({ item, before });
            const kept = before?.result === "fail" ? before : {};
            this.answer(item, { ...kept, result }, true);
            return;
        }
        this.remember(item, before);
        this.answer(item, { result });
        this.advance();
    }

    remember(item, before) {
        this.history.push({ item, before });
        this.state.undoable = this.history.length;
    }

    /** A change on the sheet of what failed; it isn't sent before the sheet is closed. */
    change(values) {
        if (this.state.failing) {
            const { item } = this.state.failing;
            this.answer(item, { ...this.current(item), ...values }, !this.isGone);
        }
    }

    closeSheet() {
        const { item, before } = this.state.failing;
        this.state.failing = null;
        this.remember(item, before);
        this.answer(item, this.current(item));
        this.advance();
    }

    /** Back from the sheet: what was answered before holds. */
    leaveSheet() {
        const { item, before } = this.state.failing;
        this.state.failing = null;
        const draft = this.queue.get(this.id, item.id);
        if (before) {
            this.state.answers[item.id] = before;
            this.queue.add({ ...before, inspection: this.id, item_id: item.id });
        } else {
            delete this.state.answers[item.id];
            if (draft) {
                this.queue.drop(draft);
            }
        }
    }

    undo() {
        const last = this.history.pop();
        if (!last || !this.canAnswer) {
            return;
        }
        this.state.undoable = this.history.length;
        this.answer(last.item, last.before || { result: null });
        this.open(this.sheet.items.indexOf(last.item));
    }

    discard(item) {
        const entry = this.queue.get(this.id, item.id);
        if (entry) {
            this.queue.drop(entry);
        }
        this.load();
    }

    retry(item) {
        const entry = this.queue.get(this.id, item.id);
        if (entry) {
            this.queue.retry(entry);
        }
    }

    // Moving

    /** To the next item without an answer; after the last one, to the end. */
    advance() {
        const { items } = this.sheet;
        const isOpen = (item) => !this.current(item)?.result;
        let next = items.findIndex((item, index) => index > this.state.index && isOpen(item));
        if (next < 0) {
            next = items.findIndex(isOpen);
        }
        if (next < 0) {
            this.state.view = "end";
        } else {
            this.open(next);
        }
    }

    open(index) {
        this.state.index = index;
        this.state.view = "card";
    }

    move(step) {
        const index = this.state.index + step;
        if (index >= this.sheet.items.length) {
            this.state.view = "end";
        } else if (index >= 0) {
            this.open(index);
        }
    }

    toggleList() {
        this.state.view = this.state.view === "list" ? "card" : "list";
    }

    back() {
        if (this.env.config.breadcrumbs?.length > 1) {
            this.env.config.historyBack();
        } else {
            this.action.doAction(ROUNDS, { clearBreadcrumbs: true });
        }
    }

    onKey(ev) {
        const isTyping = ev.target.closest?.("input, textarea, select, .modal");
        if (isTyping || ev.ctrlKey || ev.metaKey || ev.altKey || !this.sheet) {
            return;
        }
        if (this.state.failing) {
            if (ev.key === "Escape") {
                this.leaveSheet();
            }
            return;
        }
        if (ev.key === "ArrowLeft") {
            this.move(-1);
        } else if (ev.key === "ArrowRight") {
            this.move(1);
        } else if (ev.key === "u") {
            this.undo();
        } else if (["1", "2", "3"].includes(ev.key) && this.state.view === "card") {
            this.tap(RESULTS[ev.key - 1]);
        } else {
            return;
        }
        ev.preventDefault();
    }

    // Signing

    sign() {
        this.dialog.add(SignatureDialog, {
            defaultName: this.sheet.me,
            nameAndSignatureProps: { mode: "draw", displaySignatureRatio: 2 },
            uploadSignature: ({ signatureImage }) => this.signed(signatureImage),
        });
    }

    async signed(picture) {
        this.state.isSigning = true;
        try {
            this.state.summary = await callInspection(this.id, "action_sign", [
                picture.slice(picture.indexOf(",") + 1),
            ]);
            this.queue.forgetSheet(this.id);
        } catch (error) {
            const message =
                error instanceof RPCError
                    ? error.data?.message || error.message
                    : _t("There is no network. Sign when it is back; nothing is lost.");
            this.notification.add(message, { type: "danger" });
        } finally {
            this.state.isSigning = false;
        }
    }

    async follow(method) {
        const action = await this.env.services.orm.call(MODEL, method, [[this.id]]);
        return this.action.doAction(action, { clearBreadcrumbs: method === "action_next_round" });
    }
}

registry.category("actions").add("aftersales_6s.inspect", InspectAction);
