using System.Reflection;

namespace Lockstep.Cli.Texts;

/// <summary>This program's version.</summary>
internal static class ProductVersion
{
    public static string Text { get; } = typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
