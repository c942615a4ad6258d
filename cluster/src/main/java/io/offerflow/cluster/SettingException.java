package io.offerflow.cluster;

/** A setting that cannot be used. The message names the setting, its value and what is allowed. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SettingException(String name, String value, String allowed) {
        super(name + " is \"" + value + "\": " + allowed);
    }
}
