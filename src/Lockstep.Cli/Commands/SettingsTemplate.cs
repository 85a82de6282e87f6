using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Commands;

/// <summary>The text of a first <c>lockstep.toml</c>.</summary>
internal static class SettingsTemplate
{
    /// <summary>Settings with one target, or with a place for it.</summary>
    /// <param name="address">The target's address; empty when it is not known yet.</param>
    /// <param name="hasDeployScript">Whether a deploy script is found by convention.</param>
    /// <exception cref="SyncException">The address is none.</exception>
    public static string Write(string address, bool hasDeployScript)
    {
        if (address.Length > 0 && !TargetAddress.TryParse(address, out _, out string? flaw))
        {
            throw new SyncException(ExitCode.Usage, $"'{address}' {flaw}");
        }

        string deploy = hasDeployScript
            ? "# The project's deploy.py or deploy.sh runs on the target after each push.\n"
            : "# [deploy]\n# command = \"systemctl --user restart shop\"   # runs on the target after each push\n";
        return $"""
            # Every key is described in docs/configuration.md.
            [project]
            exclude = []          # gitignore syntax, beside .gitignore and .lockstepignore
            include = []          # sent even if ignored or hidden

            {deploy}
            {Target(address)}
            """;
    }

    private static string Target(string address) => address.Length > 0
        ? $"[target.server]\naddress = {Quoted(address)}\n"
        : "# [target.server]\n# address = \"user@host:projects/shop\"\n";

    // JSON's strings are TOML's basic strings.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
