package dev.pith.ragcache.engine.token;

/**
 * A part of a text that is tokenized as one.
 *
 * @param text the part, as it stands in the text
 * @param parseSpecial whether control tokens that are written out in it become their ids; never for
 *     what a user wrote, who could forge a turn
 */
public record TextPiece(String text, boolean parseSpecial) {}
