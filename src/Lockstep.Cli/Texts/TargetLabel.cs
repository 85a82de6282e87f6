using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>What lines call a target: its name, printable, without the colon that ends an address such as <c>host:</c>.</summary>
internal static class TargetLabel
{
    public static string Of(string name) => DisplayText.Of(name.TrimEnd(':'));
}
