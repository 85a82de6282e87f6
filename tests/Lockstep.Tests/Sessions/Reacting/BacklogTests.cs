using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Reacting;

/// <summary>What happens to triggers, told as words: a path is a batch that changed it, <c>asked</c> a deploy on demand, <c>done</c> the end of a reaction, <c>lost</c> its breaking off.</summary>
public sealed class BacklogTests
{
    [Theory]
    [InlineData(OnBusy.Queue, "a", "Start", "a")]
    [InlineData(OnBusy.Queue, "a done", "Start idle", "")]
    [InlineData(OnBusy.Queue, "a b", "Start Wait", "a")]
    [InlineData(OnBusy.Queue, "a c b done", "Start Wait Wait next", "b,c")]
    [InlineData(OnBusy.Queue, "a b done done c", "Start Wait next idle Start", "c")]
    [InlineData(OnBusy.Restart, "a b", "Start Restart", "a")]
    [InlineData(OnBusy.Restart, "b a done", "Start Restart next", "a,b")]
    [InlineData(OnBusy.Restart, "b a b done done", "Start Restart Restart next idle", "")]
    [InlineData(OnBusy.Skip, "a b done c", "Start Skip idle Start", "c")]
    [InlineData(OnBusy.Skip, "a asked done", "Start Wait next", "")]
    [InlineData(OnBusy.Queue, "a lost b", "Start owed Start", "a,b")]
    [InlineData(OnBusy.Queue, "a b lost c", "Start Wait owed Start", "a,b,c")]
    [InlineData(OnBusy.Skip, "a b lost c", "Start Skip owed Start", "a,c")]
    [InlineData(OnBusy.Restart, "a b lost c", "Start Restart owed Start", "a,b,c")]
    [InlineData(OnBusy.Queue, "a done lost b", "Start idle owed Start", "b")]
    public void A_backlog_loses_no_change_but_those_it_is_to_skip(OnBusy onBusy, string happens, string moves, string underWay)
    {
        var backlog = new Backlog();
        Assert.Equal(moves, string.Join(' ', happens.Split(' ').Select(word => Tell(backlog, word, onBusy))));
        Assert.Equal(underWay, string.Join(',', backlog.UnderWay?.Changed.Select(path => path.ToString()) ?? []));
    }

    [Fact]
    public void Joined_triggers_deploy_and_restart_if_either_does()
    {
        var batch = new Trigger(3, [RelativePath.Parse("a")]);
        var due = new DueDeploy(DeployStep.Convention, new DeployCommand("restart", new DeployCheck(DeployScript.None, SudoUse.Never)));
        var asked = new Trigger(4, []) { Deploy = due, Restarts = false, IsAsked = true };
        Trigger joined = Trigger.Join(batch, asked);
        Assert.Equal((4, true, true, due), (joined.Run, joined.Restarts, joined.IsAsked, joined.Deploy));
        Assert.Equal(batch.Changed, joined.Changed);
        Assert.Equal(due, Trigger.Join(asked, batch).Deploy);
    }

    private static string Tell(Backlog backlog, string word, OnBusy onBusy)
    {
        switch (word)
        {
            case "done":
                return backlog.Next() ? "next" : "idle";
            case "lost":
                backlog.BreakOff();
                return "owed";
            case "asked":
                return backlog.Add(new Trigger(1, []) { IsAsked = true }, onBusy).ToString();
            default:
                return backlog.Add(new Trigger(1, [RelativePath.Parse(word)]), onBusy).ToString();
        }
    }
}
