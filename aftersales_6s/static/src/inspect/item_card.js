import { Component, useState } from "@odoo/owl";

/** One item to look at: what, why, and how it should look. */
export class ItemCard extends Component {
    static template = "aftersales_6s.ItemCard";
    static props = { item: Object, answer: { type: Object, optional: true } };

    setup() {
        this.state = useState({ isLarge: false, isMissing: false });
    }

    /** Without a network there may be no picture: no broken one is shown. */
    hide() {
        this.state.isMissing = true;
    }
}
