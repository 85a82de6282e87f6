using Lockstep.Cli.Commands;
using Lockstep.Filters;
using Lockstep.Sessions;

namespace Lockstep.Cli;

/// <summary>Joins the command line to the library.</summary>
internal static class Library
{
    public static IProjectSession Open(Project project, FilterOptions filter) => throw new NotSupportedException("the sessions are not joined yet");
}
