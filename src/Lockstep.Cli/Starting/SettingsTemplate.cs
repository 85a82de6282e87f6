using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockstep.Cli.Starting;

/// <summary>The text of a first <c>lockstep.toml</c>.</summary>
internal static class SettingsTemplate
{
    /// <summary>Settings with one target, or with a place for it.</summary>
    /// <param name="name">The target's name.</param>
    /// <param name="address">The target's address; empty when it is not known yet.</param>
    /// <param name="look">What the project is like.</param>
    public static string Write(string name, string address, ProjectLook look)
    {
        var text = new StringBuilder("# Made by 'lockstep init'. Every key: lockstep help config\n\n[project]\n");
        text.Append(look.HasGit ? "# What git ignores stays here; exclude and include are beside that.\n" : "# What is not sent, in gitignore's syntax.\n");
        text.Append($"exclude = [{List(look.Built)}]\n");
        text.Append(look.Hidden.Count > 0
            ? $"# Names that start with a dot stay here, {string.Join(", ", look.Hidden)} too, unless they are included:\n# include = [{List(look.Hidden)}]\n"
            : "# Names that start with a dot stay here, unless they are included:\n# include = [\".env\"]\n");
        text.Append("\n[deploy]\n");
        text.Append(look.DeployScript is { } script
            ? $"# {script} runs on the target after each push. A command of your own goes before it:\n# command = \"systemctl --user restart shop\"\n"
            : "# Runs on the target after each push:\n# command = \"systemctl --user restart shop\"\n");
        if (look.Installs is { } installs)
        {
            text.Append($"\n# In 'lockstep watch', when this file has changed:\n# [[on_change]]\n# paths = [{Quoted(installs.Path)}]\n# run = {Quoted(installs.Command)}\n");
        }

        text.Append(address.Length > 0
            ? $"\n[target.{name}]\naddress = {Quoted(address)}\n"
            : "\n# [target.server]\n# address = \"user@host:projects/shop\"\n");
        return text.ToString();
    }

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Quoted));

    // JSON's strings are TOML's basic strings.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
